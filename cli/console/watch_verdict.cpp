#include "cli/console/watch_verdict.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_quote = 200;  // characters of a line quoted in a message

std::string_view reason_name(WatchEnd::Reason reason) {
    switch (reason) {
        case WatchEnd::Reason::quit:
            return "quit";
        case WatchEnd::Reason::expect:
            return "expect";
        case WatchEnd::Reason::fail_on:
            return "fail_on";
        case WatchEnd::Reason::time:
            return "time";
        case WatchEnd::Reason::gone:
            return "gone";
        case WatchEnd::Reason::closed:
            return "closed";
    }
    return "";
}

std::string last_words(const WatchEnd& end) {
    if (end.line.empty()) return "the board printed nothing";
    return fmt::format("the last line was: {}", fit(printable(end.line), longest_quote));
}

std::optional<Error> described_failure(const WatchEnd& end, const WatchAsked& asked) {
    switch (end.reason) {
        case WatchEnd::Reason::gone:
            return end.gone;
        case WatchEnd::Reason::fail_on:
            return Error(
                {.what = fmt::format("a line matched '{}'", asked.fail_on),
                 .why = fmt::format("the line was: {}", fit(printable(end.line), longest_quote))});
        case WatchEnd::Reason::time:
            if (asked.expect.empty()) return std::nullopt;
            return Error(
                {.what = fmt::format("no line matched '{}' within {}", asked.expect, asked.limit),
                 .why = last_words(end),
                 .hint = "give it more time with --timeout"});
        case WatchEnd::Reason::quit:
            if (asked.expect.empty()) return std::nullopt;
            return Error({.what = fmt::format("no line matched '{}' before the end", asked.expect),
                          .why = last_words(end)});
        case WatchEnd::Reason::expect:
        case WatchEnd::Reason::closed:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::string json_of(const WatchEnd& end, const std::string& port) {
    return json_object({{"port", json_string(port)},
                        {"reason", json_string(reason_name(end.reason))},
                        {"bytes", std::to_string(end.bytes)},
                        {"lines", std::to_string(end.lines)}});
}

std::optional<Error> failure_of(const WatchEnd& end, const WatchAsked& asked,
                                const std::string& port) {
    const auto failure = described_failure(end, asked);
    if (!failure) return std::nullopt;
    Error::Parts parts = failure->parts();
    parts.result = json_of(end, port);
    return Error(std::move(parts));
}

}  // namespace perth::cli
