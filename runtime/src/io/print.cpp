#include "perth/io/print.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace perth::detail {

namespace {

/// What stands behind the colon of a field.
struct Spec {
    std::size_t width = 0;
    char fill = ' ';
    bool hexadecimal = false;
};

Spec parse(std::string_view spec) noexcept {
    Spec result;
    if (!spec.empty() && spec.front() == '0') result.fill = '0';
    for (const char letter : spec) {
        if (letter == 'x') {
            result.hexadecimal = true;
        } else {
            result.width = result.width * 10 + static_cast<std::size_t>(letter - '0');
        }
    }
    return result;
}

void pad(char fill, std::size_t count) noexcept {
    for (; count > 0; --count) console_text({&fill, 1});
}

/// Divides by ten and returns the remainder, without the library's 64-bit division.
unsigned divide_by_ten(std::uint64_t& value) noexcept {
    std::uint64_t quotient = 0;
    unsigned rest = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        const std::uint32_t part =
            (rest << 16) | static_cast<std::uint32_t>((value >> shift) & 0xFFFF);
        quotient |= std::uint64_t{part / 10} << shift;
        rest = part % 10;
    }
    value = quotient;
    return rest;
}

void print_number(std::uint64_t value, bool negative, std::string_view spec) noexcept {
    const Spec how = parse(spec);
    std::array<char, 21> text;
    std::size_t begin = text.size();
    do {
        const unsigned digit =
            how.hexadecimal ? static_cast<unsigned>(value & 15) : divide_by_ten(value);
        if (how.hexadecimal) value >>= 4;
        text[--begin] = "0123456789abcdef"[digit];
    } while (value != 0);
    const std::size_t size = text.size() - begin + (negative ? 1 : 0);
    const std::size_t missing = how.width > size ? how.width - size : 0;
    if (how.fill == ' ') pad(' ', missing);
    if (negative) console_text("-");
    if (how.fill == '0') pad('0', missing);
    console_text({text.data() + begin, text.size() - begin});
}

}  // namespace

void print_signed(const PrintArg& arg, std::string_view spec) noexcept {
    const auto value = static_cast<std::uint64_t>(arg.number);
    const bool negative = arg.number < 0;
    print_number(negative ? 0 - value : value, negative, spec);
}

void print_unsigned(const PrintArg& arg, std::string_view spec) noexcept {
    print_number(static_cast<std::uint64_t>(arg.number), false, spec);
}

void print_text(const PrintArg& arg, std::string_view spec) noexcept {
    const std::size_t width = parse(spec).width;
    if (width > arg.text.size()) pad(' ', width - arg.text.size());
    console_text(arg.text);
}

void print_bool(const PrintArg& arg, std::string_view spec) noexcept {
    print_text({print_text, {.text = arg.number != 0 ? "true" : "false"}}, spec);
}

void print_duration(const PrintArg& arg, std::string_view) noexcept {
    const bool negative = arg.number < 0;
    const auto magnitude = static_cast<std::uint64_t>(arg.number);
    std::uint64_t value = negative ? 0 - magnitude : magnitude;
    // The largest unit that leaves a whole part, with as many digits behind the point as are not
    // zero.
    const int thousands = value >= 1'000'000 ? 2 : value >= 1'000 ? 1 : 0;
    std::array<char, 7> fraction;
    std::size_t digits = 0;
    for (int i = 0; i < 3 * thousands; ++i) {
        const unsigned digit = divide_by_ten(value);
        if (digit != 0 || digits != 0)
            fraction[fraction.size() - ++digits] = static_cast<char>('0' + digit);
    }
    print_number(value, negative, {});
    if (digits != 0) {
        console_text(".");
        console_text({fraction.data() + fraction.size() - digits, digits});
    }
    console_text(thousands == 2 ? " s" : thousands == 1 ? " ms" : " us");
}

// No substr: where exceptions are off it still brings the library's text for one.
void print_formatted(std::string_view format, std::span<const PrintArg> args) noexcept {
    std::size_t next = 0;
    while (!format.empty()) {
        const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
        console_text({format.data(), brace});
        format.remove_prefix(brace);
        if (format.empty()) return;
        if (format[1] == format[0]) {
            console_text({format.data(), 1});
            format.remove_prefix(2);
            continue;
        }
        const std::size_t end = format.find('}');
        const PrintArg& arg = args[next++];
        arg.print(arg, end > 2 ? std::string_view(format.data() + 2, end - 2) : std::string_view());
        format.remove_prefix(end + 1);
    }
}

}  // namespace perth::detail
