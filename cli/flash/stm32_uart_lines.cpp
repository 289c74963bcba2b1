#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "cli/flash/stm32_uart.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Act = LineStep::Act;

constexpr std::array<std::pair<std::string_view, Act>, 5> words = {{{"dtr", Act::dtr_on},
                                                                    {"-dtr", Act::dtr_off},
                                                                    {"rts", Act::rts_on},
                                                                    {"-rts", Act::rts_off},
                                                                    {"brk", Act::send_break}}};

[[noreturn]] void complain(std::string_view text, const std::string& why) {
    throw Error({.what = fmt::format("\"{}\" is no sequence of modem lines", text),
                 .why = why,
                 .hint = "ENTRY:EXIT such as rts,-dtr,dtr:-rts,-dtr,dtr, or boot0=rts,nrst=dtr",
                 .fault = Fault::bad_input});
}

LineStep parse_word(std::string_view word, std::string_view whole) {
    for (const auto& [name, act] : words) {
        if (name == word) return {act};
    }
    complain(whole, fmt::format("\"{}\" is none of dtr, -dtr, rts, -rts and brk", word));
}

/// Words joined by ',' (a pause) or '&' (none); an empty text has none.
std::vector<LineStep> parse_steps(std::string_view text, std::string_view whole) {
    std::vector<LineStep> steps;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of(",&");
        steps.push_back(parse_word(text.substr(0, end), whole));
        if (end == text.npos) break;
        if (text[end] == ',') steps.push_back({Act::pause});
        text.remove_prefix(end + 1);
        if (text.empty()) complain(whole, "a word is missing at its end");
    }
    return steps;
}

std::string_view opposite(std::string_view word) {
    if (word == "dtr") return "-dtr";
    if (word == "-dtr") return "dtr";
    return word == "rts" ? "-rts" : "rts";
}

/// BOOT0 high, then a low pulse on NRST; and the same with BOOT0 low.
std::optional<std::string> expand_preset(std::string_view text) {
    constexpr std::string_view first = "boot0=";
    constexpr std::string_view second = ",nrst=";
    const std::size_t comma = text.find(second);
    if (!text.starts_with(first) || comma == text.npos) return std::nullopt;
    const std::string_view boot0 = text.substr(first.size(), comma - first.size());
    const std::string_view nrst = text.substr(comma + second.size());
    (void)parse_word(boot0, text);
    (void)parse_word(nrst, text);
    if (boot0.ends_with(nrst.substr(nrst.size() - 3)) || boot0 == "brk" || nrst == "brk") {
        complain(text, "BOOT0 and NRST are on different lines");
    }
    return fmt::format("{},{},{}:{},{},{}", boot0, opposite(nrst), nrst, opposite(boot0),
                       opposite(nrst), nrst);
}

}  // namespace

LineSequence parse_line_sequence(std::string_view text) {
    const std::string expanded = expand_preset(text).value_or(std::string(text));
    const std::string_view whole = expanded;
    const std::size_t colon = whole.find(':');
    if (colon == whole.npos || colon == 0) complain(text, "it needs an entry, ':' and an exit");
    return {.entry = parse_steps(whole.substr(0, colon), text),
            .exit = parse_steps(whole.substr(colon + 1), text)};
}

serial::Settings stm32_uart_settings(const Stm32UartOptions& options) {
    serial::Settings settings{.baud = options.baud, .parity = serial::Parity::even};
    for (const LineStep& step : options.lines.exit) {
        if (step.act == Act::dtr_on) settings.dtr = serial::Level::on;
        if (step.act == Act::dtr_off) settings.dtr = serial::Level::off;
        if (step.act == Act::rts_on) settings.rts = serial::Level::on;
        if (step.act == Act::rts_off) settings.rts = serial::Level::off;
    }
    return settings;
}

}  // namespace perth::cli
