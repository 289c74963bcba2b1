#include "cli/mon/recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli::mon {
namespace {

constexpr std::size_t longest_quote = 60;
constexpr std::int64_t latest = 1'000'000 * 3'600'000'000;  // µs

struct Variable {
    std::string name;
    std::vector<TimedByte> bytes = {};
};

/// What a unit of time is in µs, as a fraction.
struct Scale {
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
};

std::optional<std::int64_t> number_of(std::string_view digits) {
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end || value < 0) return std::nullopt;
    return value;
}

/// Returns the byte that a change's digits are; nothing for 'x' and 'z'.
std::optional<std::uint8_t> byte_of(std::string_view digits) {
    std::uint8_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value, 2);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

std::optional<Scale> scale_of(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Scale>, 6> units = {{
        {"s", {1'000'000, 1}},
        {"ms", {1'000, 1}},
        {"us", {1, 1}},
        {"ns", {1, 1'000}},
        {"ps", {1, 1'000'000}},
        {"fs", {1, 1'000'000'000}},
    }};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::optional<std::int64_t> factor = number_of(text.substr(0, digits));
    if (!factor || (*factor != 1 && *factor != 10 && *factor != 100)) return std::nullopt;
    for (const auto& [unit, scale] : units) {
        if (text.substr(digits) == unit) return Scale{scale.numerator * *factor, scale.denominator};
    }
    return std::nullopt;
}

/// Reads the file word by word.
class Reader {
public:
    Reader(std::string_view text, std::string_view file) : rest_(text), file_(file) {}

    void read() {
        for (std::string_view word = next(); !word.empty(); word = next()) {
            if (word.front() == '$') {
                command(word);
            } else if (!defined_) {
                complain(word, "stands before $enddefinitions");
            } else if (word.front() == '#') {
                time(word);
            } else {
                change(word);
            }
        }
        if (!defined_) {
            throw Error({.what = fmt::format("{} holds no waveforms", file_),
                         .why = "a value change dump (.vcd) has a line $enddefinitions",
                         .hint = "perth run --vcd FILE writes one",
                         .exit = Exit::wrong_use});
        }
    }
    [[nodiscard]] std::int64_t end() const noexcept { return time_; }
    /// The variables of 8 bits by their codes.
    [[nodiscard]] std::map<std::string, Variable, std::less<>>& variables() { return variables_; }

private:
    [[noreturn]] void complain(std::string_view word, std::string_view why) const {
        throw Error(
            {.what = fmt::format("{}:{}: '{}' {}", file_, line_,
                                 fit(printable(word.substr(0, longest_quote)), longest_quote), why),
             .exit = Exit::wrong_use});
    }

    std::string_view next() {
        constexpr std::string_view blank = " \t\r\n";
        const std::size_t begin = std::min(rest_.find_first_not_of(blank), rest_.size());
        line_ +=
            std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
        rest_.remove_prefix(begin);
        const std::string_view word = rest_.substr(0, rest_.find_first_of(blank));
        rest_.remove_prefix(word.size());
        return word;
    }

    void command(std::string_view name) {
        if (name == "$end" || name.starts_with("$dump")) return;
        std::vector<std::string_view> words;
        for (std::string_view word = next(); word != "$end"; word = next()) {
            if (word.empty()) complain(name, "has no $end");
            if (words.size() < 6) words.push_back(word);
        }
        if (name == "$enddefinitions") defined_ = true;
        if (name == "$timescale") set_scale(words);
        if (name == "$var") declare(words);
    }

    void set_scale(const std::vector<std::string_view>& words) {
        std::string text;
        for (const std::string_view word : words) text += word;
        const std::optional<Scale> scale = scale_of(text);
        if (!scale) complain(text, "is no timescale: 1, 10 or 100 of s, ms, us, ns, ps or fs");
        scale_ = *scale;
    }

    // $var wire 8 ! UART1_TX $end
    void declare(const std::vector<std::string_view>& words) {
        if (words.size() < 4) complain("$var", "wants a kind, bits, a code and a name");
        if (words[1] == "8") variables_[std::string(words[2])] = {std::string(words[3])};
    }

    void time(std::string_view word) {
        const std::optional<std::int64_t> units = number_of(word.substr(1));
        if (!units || *units > latest / scale_.numerator) complain(word, "is no time");
        const std::int64_t time = *units * scale_.numerator / scale_.denominator;
        if (time < time_) complain(word, "goes back in time");
        time_ = time;
    }

    void change(std::string_view word) {
        if (word.front() != 'b' && word.front() != 'B' && word.front() != 'r') return;
        const std::string_view code = next();
        if (code.empty()) complain(word, "changes nothing");
        const auto found = variables_.find(code);
        const std::optional<std::uint8_t> byte = byte_of(word.substr(1));
        if (byte && found != variables_.end()) found->second.bytes.push_back({time_, *byte});
    }

    std::string_view rest_;
    std::string_view file_;
    std::ptrdiff_t line_ = 1;
    bool defined_ = false;
    Scale scale_;
    std::int64_t time_ = 0;
    std::map<std::string, Variable, std::less<>> variables_;
};

/// Whether it is what a firmware hears, by the names that `perth run` gives.
bool is_heard(std::string_view name) { return name.ends_with("_RX") || name.ends_with("_MISO"); }

/// Returns the names in words: "UART0_TX and UART1_TX".
std::string names_of(const std::vector<Variable*>& variables) {
    std::string names;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        if (i != 0) names += i + 1 == variables.size() ? " and " : ", ";
        names += printable(variables[i]->name);
    }
    return names;
}

}  // namespace

RecordedBytes recorded_bytes(std::string_view text, std::string_view file,
                             std::string_view signal) {
    Reader reader(text, file);
    reader.read();
    std::vector<Variable*> all;
    std::vector<Variable*> chosen;
    for (auto& [code, its] : reader.variables()) {
        if (signal.empty() && (its.bytes.empty() || is_heard(its.name))) continue;
        all.push_back(&its);
        if (signal.empty() || its.name == signal) chosen.push_back(&its);
    }
    if (chosen.size() == 1) return {std::move(chosen.front()->bytes), reader.end()};
    if (all.empty()) {
        throw Error({.what = fmt::format("{} holds no bytes", file),
                     .why = "no signal of 8 bits changes there: the firmware has sent nothing",
                     .exit = Exit::wrong_use});
    }
    if (chosen.empty()) {
        throw Error({.what = fmt::format("{} has no signal {}", file, signal),
                     .why = fmt::format("it has {}", names_of(all)),
                     .exit = Exit::wrong_use});
    }
    throw Error({.what = fmt::format("{} has bytes of several signals", file),
                 .why = fmt::format("{}", names_of(chosen)),
                 .hint = "say which one is the monitor's: --signal NAME",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli::mon
