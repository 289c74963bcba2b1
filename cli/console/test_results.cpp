#include "cli/console/test_results.hpp"

#include <fmt/format.h>

#include "cli/support/json_text.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

bool has_failed(const TestCase& test) {
    return test.result == TestCase::Result::failed || test.result == TestCase::Result::crashed;
}

std::string_view word(TestCase::Result result) {
    switch (result) {
        case TestCase::Result::passed:
            return "passed";
        case TestCase::Result::failed:
            return "failed";
        case TestCase::Result::skipped:
            return "skipped";
        case TestCase::Result::crashed:
            return "crashed";
    }
    return "";
}

/// Returns a line for each test that did not pass, and for those that a crash kept from running.
std::string failures(const BoardTests& run, bool name_board) {
    const std::string where = name_board ? run.board + ": " : "";
    std::string text;
    for (const TestCase& test : run.cases) {
        if (test.result == TestCase::Result::failed) {
            const std::string place = test.reason.empty() ? "" : " at " + test.reason;
            text += fmt::format("{}{}{}\n", where, test.full_name(), place);
        } else if (test.result == TestCase::Result::crashed) {
            text += fmt::format("{}{} {}\n", where, test.full_name(), test.reason);
        }
    }
    if (run.announced > run.cases.size()) {
        text += fmt::format("{}{} did not run after it\n", where,
                            count(run.announced - run.cases.size(), "test"));
    }
    return text;
}

/// Returns how to run the first test that failed, and nothing else.
std::string hint_for(const std::vector<BoardTests>& runs, const std::string& filter) {
    for (const BoardTests& run : runs) {
        for (const TestCase& test : run.cases) {
            if (!has_failed(test)) continue;
            if (filter == test.full_name()) return {};
            std::vector<std::string> command = {"perth", "test"};
            if (run.board != "host") command.insert(command.end(), {"-b", run.board});
            command.push_back(test.full_name());
            return "one test alone: " + shell_quoted(command);
        }
    }
    return {};
}

}  // namespace

Tally tally(const BoardTests& tests) {
    Tally result;
    for (const TestCase& test : tests.cases) {
        if (test.result == TestCase::Result::passed) {
            ++result.passed;
        } else if (test.result == TestCase::Result::skipped) {
            ++result.skipped;
        } else {
            ++result.failed;
        }
    }
    return result;
}

std::string count(std::size_t number, std::string_view one) {
    return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

std::optional<Error> failure_of(const std::vector<BoardTests>& runs, const std::string& filter) {
    std::string what;
    std::string why;
    for (const BoardTests& run : runs) {
        const std::size_t failed = tally(run).failed;
        if (failed == 0) continue;
        what += fmt::format("{}{} of {} failed on {}", what.empty() ? "" : ", ", failed,
                            count(run.announced, "test"), run.board);
        why += failures(run, runs.size() > 1);
    }
    if (what.empty()) return std::nullopt;
    why.pop_back();  // the last line feed
    return Error(
        {.what = what, .why = why, .hint = hint_for(runs, filter), .result = json_of(runs)});
}

std::string json_of(const std::vector<BoardTests>& runs) {
    std::vector<std::string> boards;
    for (const BoardTests& run : runs) {
        std::vector<std::string> tests;
        for (const TestCase& test : run.cases) {
            tests.push_back(json_object({{"suite", json_string(test.suite)},
                                         {"name", json_string(test.name)},
                                         {"result", json_string(word(test.result))},
                                         {"milliseconds", std::to_string(test.milliseconds)},
                                         {"reason", json_string(test.reason)},
                                         {"text", json_string(test.text)}}));
        }
        const Tally sums = tally(run);
        boards.push_back(json_object({{"board", json_string(run.board)},
                                      {"announced", std::to_string(run.announced)},
                                      {"passed", std::to_string(sums.passed)},
                                      {"failed", std::to_string(sums.failed)},
                                      {"skipped", std::to_string(sums.skipped)},
                                      {"tests", json_list(tests)}}));
    }
    return json_object({{"boards", json_list(boards)}});
}

}  // namespace perth::cli
