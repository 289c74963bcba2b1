#include "cli/console/log_strings.hpp"

#include <fmt/format.h>
#include <gelf.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "cli/build/elf_file.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t check_size = 4;
constexpr std::size_t most_section = std::size_t{64} << 20;

/// Returns the six bits of a letter, or nothing if it is none.
std::optional<unsigned> six_of(char letter) {
    const auto value = static_cast<unsigned char>(letter) - unsigned{'0'};
    if (value >= 64) return std::nullopt;
    return value;
}

std::optional<std::uint32_t> check_of(std::string_view letters) {
    std::uint32_t check = 0;
    for (std::size_t i = check_size; i-- > 0;) {
        const auto six = six_of(letters[i]);
        if (!six) return std::nullopt;
        check = check << 6 | *six;
    }
    return check;
}

/// FNV-1a, begun with the build id's first four bytes.
std::optional<std::uint32_t> checked(std::string_view letters, std::string_view build) {
    std::uint32_t value = 0;
    const std::string_view begin = build.substr(0, 8);
    const auto [end, failure] =
        std::from_chars(begin.data(), begin.data() + begin.size(), value, 16);
    if (begin.size() != 8 || failure != std::errc{} || end != begin.data() + 8) return std::nullopt;
    for (const char letter : letters) {
        value = (value ^ static_cast<unsigned char>(letter)) * 16'777'619U;
    }
    return value >> 8;
}

/// Reads the values of a line, in order.
class Letters {
public:
    explicit Letters(std::string_view text) : text_(text) {}

    [[nodiscard]] bool is_empty() const noexcept { return text_.empty(); }

    std::optional<std::int32_t> number() {
        std::uint32_t value = 0;
        for (unsigned shift = 0; shift < 35; shift += 5) {
            if (text_.empty()) return std::nullopt;
            const auto six = six_of(text_.front());
            if (!six) return std::nullopt;
            text_.remove_prefix(1);
            const std::uint64_t bits = std::uint64_t{*six & 31U} << shift;
            value |= static_cast<std::uint32_t>(bits);
            if ((*six & 32U) != 0) continue;
            const bool negative = (*six & 16U) != 0;
            if (negative && shift + 5 < 32) value |= ~std::uint32_t{0} << (shift + 5);
            return static_cast<std::int32_t>(value);
        }
        return std::nullopt;
    }

    std::optional<std::uint64_t> wide() {
        const auto low = number();
        const auto high = low ? number() : std::nullopt;
        if (!high) return std::nullopt;
        return std::uint64_t{static_cast<std::uint32_t>(*high)} << 32 |
               static_cast<std::uint32_t>(*low);
    }

    std::optional<std::string> text() {
        const auto size = number();
        if (!size) return std::nullopt;
        const auto length = static_cast<std::size_t>(*size < 0 ? ~*size : *size);
        if (length > text_.size()) return std::nullopt;
        std::string text(text_.substr(0, length));
        text_.remove_prefix(length);
        return *size < 0 ? text + "…" : text;
    }

private:
    std::string_view text_;
};

/// What stands behind the colon of a field, as in the runtime's println().
struct Field {
    std::size_t width = 0;
    char fill = ' ';
    bool hexadecimal = false;
};

std::optional<Field> field_of(std::string_view spec) {
    constexpr std::size_t widest = 1000;
    Field field;
    if (spec.starts_with('0')) field.fill = '0';
    if (spec.ends_with('x')) {
        field.hexadecimal = true;
        spec.remove_suffix(1);
    }
    for (const char digit : spec) {
        if (digit < '0' || digit > '9') return std::nullopt;
        field.width = field.width * 10 + static_cast<std::size_t>(digit - '0');
        if (field.width > widest) return std::nullopt;
    }
    return field;
}

std::string number_text(std::uint64_t value, bool negative, const Field& field) {
    const std::string digits =
        field.hexadecimal ? fmt::format("{:x}", value) : fmt::format("{}", value);
    const std::size_t size = digits.size() + (negative ? 1 : 0);
    const std::string missing(field.width > size ? field.width - size : 0, field.fill);
    const std::string sign = negative ? "-" : "";
    return field.fill == ' ' ? missing + sign + digits : sign + missing + digits;
}

std::string signed_text(std::int64_t value, const Field& field) {
    const auto bits = static_cast<std::uint64_t>(value);
    return number_text(value < 0 ? 0 - bits : bits, value < 0, field);
}

std::string padded(const std::string& text, const Field& field) {
    return std::string(field.width > text.size() ? field.width - text.size() : 0, ' ') + text;
}

std::string duration_text(std::int64_t micro) {
    const auto bits = static_cast<std::uint64_t>(micro);
    const std::uint64_t value = micro < 0 ? 0 - bits : bits;
    const std::uint64_t unit = value >= 1'000'000 ? 1'000'000 : value >= 1'000 ? 1'000 : 1;
    std::string text = fmt::format("{}{}", micro < 0 ? "-" : "", value / unit);
    if (value % unit != 0) {
        std::string fraction = fmt::format("{:0{}}", value % unit, unit == 1'000'000 ? 6 : 3);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text += "." + fraction;
    }
    return text + (unit == 1'000'000 ? " s" : unit == 1'000 ? " ms" : " us");
}

std::string real_text(double value, const Field& field) {
    if (std::isnan(value)) return padded("nan", field);
    const std::string sign = value < 0 ? "-" : "";
    value = std::fabs(value);
    if (value >= 1e15) return sign + padded(value > 1e308 ? "inf" : "1e15+", field);
    auto whole = static_cast<std::uint64_t>(value);
    auto fraction = static_cast<std::uint64_t>((value - static_cast<double>(whole)) * 1e4 + 0.5);
    if (fraction == 10'000) {
        ++whole;
        fraction = 0;
    }
    return sign + number_text(whole, false, field) + fmt::format(".{:04}", fraction);
}

/// Returns a value in the words of println(); nothing if it is not there.
std::optional<std::string> value_text(char type, Letters& letters, const Field& field) {
    if (type == 's') {
        const auto text = letters.text();
        if (!text) return std::nullopt;
        return padded(*text, field);
    }
    const bool is_wide = std::string_view("IUFt").find(type) != std::string_view::npos;
    const auto wide = is_wide ? letters.wide() : std::nullopt;
    const auto word = is_wide ? std::nullopt : letters.number();
    if (!wide && !word) return std::nullopt;
    switch (type) {
        case 'b':
            return padded(*word != 0 ? "true" : "false", field);
        case 'i':
            return signed_text(*word, field);
        case 'u':
            return number_text(static_cast<std::uint32_t>(*word), false, field);
        case 'f':
            return real_text(static_cast<double>(std::bit_cast<float>(*word)), field);
        case 'I':
            return signed_text(static_cast<std::int64_t>(*wide), field);
        case 'U':
            return number_text(*wide, false, field);
        case 't':
            return duration_text(static_cast<std::int64_t>(*wide));
        case 'F':
            return real_text(std::bit_cast<double>(*wide), field);
        default:
            return std::nullopt;
    }
}

/// Returns the format with the values in the place of its fields.
std::optional<std::string> filled(std::string_view format, std::string_view types,
                                  Letters& letters) {
    std::string text;
    while (!format.empty()) {
        const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
        text += format.substr(0, brace);
        format.remove_prefix(brace);
        if (format.empty()) break;
        if (format.size() > 1 && format[1] == format[0]) {
            text += format[0];
            format.remove_prefix(2);
            continue;
        }
        const std::size_t end = format.find('}');
        if (format[0] == '}' || end == format.npos || types.empty()) return std::nullopt;
        std::string_view spec = format.substr(1, end - 1);
        if (spec.starts_with(':')) spec.remove_prefix(1);
        const auto field = field_of(spec);
        const auto value = field ? value_text(types.front(), letters, *field) : std::nullopt;
        if (!value) return std::nullopt;
        text += *value;
        types.remove_prefix(1);
        format.remove_prefix(end + 1);
    }
    if (!types.empty() || !letters.is_empty()) return std::nullopt;
    return text;
}

/// Returns what begins at `id`, without its zero; nothing if nothing begins there.
std::optional<std::string_view> entry_at(std::string_view section, std::int32_t id) {
    const auto begin = static_cast<std::size_t>(id);
    if (id < 0 || begin >= section.size()) return std::nullopt;
    if (begin > 0 && section[begin - 1] != '\0') return std::nullopt;
    const std::size_t end = section.find('\0', begin);
    if (end == section.npos) return std::nullopt;
    return section.substr(begin, end - begin);
}

}  // namespace

std::string read_log_section(const std::filesystem::path& elf) {
    try {
        const ElfFile file(elf);
        std::size_t names = 0;
        if (elf_getshdrstrndx(file.get(), &names) != 0) return {};
        for (Elf_Scn* part = elf_nextscn(file.get(), nullptr); part != nullptr;
             part = elf_nextscn(file.get(), part)) {
            GElf_Shdr header;
            if (gelf_getshdr(part, &header) == nullptr) continue;
            const char* const name = elf_strptr(file.get(), names, header.sh_name);
            if (name == nullptr || std::strcmp(name, "perth_log") != 0) continue;
            const Elf_Data* const data = elf_rawdata(part, nullptr);
            if (data == nullptr || data->d_buf == nullptr || data->d_size > most_section) return {};
            return {static_cast<const char*>(data->d_buf), data->d_size};
        }
    } catch (const Error&) {  // being written just now, or no ELF
    }
    return {};
}

bool is_log_line(std::string_view line, std::string_view build) {
    if (line.size() <= check_size) return false;
    const auto check = check_of(line.substr(line.size() - check_size));
    return check && check == checked(line.substr(0, line.size() - check_size), build);
}

bool may_be_log_line(std::string_view line) {
    return line.size() > check_size && check_of(line.substr(line.size() - check_size)) &&
           Letters(line).number();
}

std::optional<std::string> decode_log_line(std::string_view line, const LogStrings& strings) {
    constexpr std::array<const char*, 4> levels = {"error: ", "warning: ", "info: ", "debug: "};
    if (!is_log_line(line, strings.build)) return std::nullopt;
    line.remove_suffix(check_size);
    Letters letters(line);
    const auto id = letters.number();
    const auto entry = id ? entry_at(strings.section, *id) : std::nullopt;
    if (!entry || entry->empty()) return std::nullopt;
    const auto level = static_cast<std::size_t>(entry->front() - '0');
    const std::size_t separator = entry->find('\x1f');
    if (level >= levels.size() || separator == entry->npos) return std::nullopt;
    const auto text =
        filled(entry->substr(separator + 1), entry->substr(1, separator - 1), letters);
    if (!text) return std::nullopt;
    return levels.at(level) + *text;
}

}  // namespace perth::cli
