#include "cli/console/verdict.hpp"

#include <fmt/format.h>

#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/console/explain.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_quote = 200;  // characters of a line quoted in a message

std::string last_words(const ConsoleView& view) {
    const std::string& line = view.last_line();
    if (line.empty()) return "the firmware printed nothing";
    return fmt::format("the last line was: {}", fit(printable(line), longest_quote));
}

Error panic_error(const Ending& ending, const Dump& dump, const Asked& asked) {
    const bool fault = dump.headline.starts_with("fault ");
    std::string why;
    const auto files = asked.built_files ? asked.built_files() : std::vector<BuiltFile>{};
    for (const std::string& line : explain(dump, files)) why += line + "\n";
    why += ending.code ? fmt::format("it ended with code {}", *ending.code) : "it was stopped";
    return Error({.what = fmt::format("the firmware {}: {}", fault ? "faulted" : "panicked",
                                      dump.headline.substr(std::strlen("panic "))),
                  .why = why});
}

Error signal_error(const Ending& ending, const Asked& asked) {
    // What both emulators say, and abort with, when a fault comes up inside the fault handler.
    if (asked.emulator != "host" && ending.words.find("Lockup") != std::string::npos) {
        return Error({.what = "the firmware locked up: a fault inside its fault handler",
                      .why = ending.words});
    }
    return Error({.what = fmt::format("{} was ended by signal {} ({})",
                                      asked.emulator == "host" ? "the firmware" : "the emulator",
                                      *ending.signal, ::strsignal(*ending.signal)),
                  .why = ending.words});
}

Error time_error(const ConsoleView& view, const Asked& asked) {
    return Error({.what = fmt::format("no line matched '{}' within {}", asked.until, asked.limit),
                  .why = last_words(view),
                  .hint = "give it more time with --for"});
}

std::optional<Error> exit_error(const Ending& ending, const ConsoleView& view, const Asked& asked) {
    if (*ending.code != 0) {
        return Error({.what = fmt::format("the firmware ended with code {}", *ending.code),
                      .why = ending.words});
    }
    if (asked.until.empty()) return std::nullopt;
    return Error({.what = fmt::format("no line matched '{}' before the firmware ended with code 0",
                                      asked.until),
                  .why = last_words(view)});
}

std::string_view reason_name(Ending::Reason reason) {
    switch (reason) {
        case Ending::Reason::exit:
            return "exit";
        case Ending::Reason::signal:
            return "signal";
        case Ending::Reason::panic:
            return "panic";
        case Ending::Reason::until:
            return "until";
        case Ending::Reason::time:
            return "for";
        case Ending::Reason::closed:
            return "closed";
        case Ending::Reason::quit:
            return "quit";
    }
    return "";
}

std::optional<Error> described_failure(const Ending& ending, const ConsoleView& view,
                                       const Asked& asked) {
    switch (ending.reason) {
        case Ending::Reason::exit:
            return exit_error(ending, view, asked);
        case Ending::Reason::signal:
            return signal_error(ending, asked);
        case Ending::Reason::panic:
            return panic_error(ending, view.dump().dump(), asked);
        case Ending::Reason::time:
            if (asked.until.empty()) return std::nullopt;
            return time_error(view, asked);
        case Ending::Reason::until:
        case Ending::Reason::closed:
        case Ending::Reason::quit:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Error> failure_of(const Ending& ending, const ConsoleView& view, const Asked& asked) {
    const auto failure = described_failure(ending, view, asked);
    if (!failure) return std::nullopt;
    Error::Parts parts = failure->parts();
    parts.result = json_of(ending, asked);
    return Error(std::move(parts));
}

std::string summary_of(const Ending& ending, const Asked& asked) {
    switch (ending.reason) {
        case Ending::Reason::exit:
            return fmt::format("the firmware ended with code {}", ending.code.value_or(0));
        case Ending::Reason::until:
            return fmt::format("stopped: a line matched '{}'", asked.until);
        case Ending::Reason::time:
            return fmt::format("stopped after {}", asked.limit);
        default:
            return {};
    }
}

std::string json_of(const Ending& ending, const Asked& asked) {
    const std::string exit =
        json_object({{"reason", json_string(reason_name(ending.reason))},
                     {"code", ending.code ? std::to_string(*ending.code) : "null"}});
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"board", json_string(asked.board)},
        {"emulator", json_string(asked.emulator)},
        {"exit", exit}};
    if (!asked.files.empty()) {
        std::vector<std::pair<std::string_view, std::string>> files;
        for (const auto& [kind, file] : asked.files) {
            files.emplace_back(kind, json_string(file.string()));
        }
        members.emplace_back("files", json_object(files));
    }
    return json_object(members);
}

}  // namespace perth::cli
