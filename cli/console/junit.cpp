#include "cli/console/junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

/// XML 1.0, "Characters": what may stand in a document.
bool is_xml(char32_t code) {
    return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xFFFE) ||
           code > 0xFFFF;
}

std::string escaped(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const Utf8Char character = first_char(text);
        const std::string_view bytes = text.substr(0, character.size);
        text.remove_prefix(character.size);
        if (!character.valid || !is_xml(character.code)) {
            safe += "\xEF\xBF\xBD";
        } else if (bytes.find_first_of("<>&\"\r\n\t") != bytes.npos) {
            safe += fmt::format("&#{};", static_cast<unsigned>(character.code));
        } else {
            safe += bytes;
        }
    }
    return safe;
}

/// The text of an element; line feeds stay for those who read the file itself.
std::string element_text(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        safe += escaped(text.substr(0, end));
        if (end != text.size()) safe += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return safe;
}

std::string seconds(std::int64_t milliseconds) {
    return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
}

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    std::int64_t milliseconds = 0;

    void add(const TestCase& test) {
        ++tests;
        if (test.result == TestCase::Result::failed) ++failures;
        if (test.result == TestCase::Result::crashed) ++errors;
        if (test.result == TestCase::Result::skipped) ++skipped;
        milliseconds += test.milliseconds;
    }
    void add(const Counts& more) {
        tests += more.tests;
        failures += more.failures;
        errors += more.errors;
        skipped += more.skipped;
        milliseconds += more.milliseconds;
    }
    [[nodiscard]] std::string attributes() const {
        return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")", tests,
                           failures, errors, skipped, seconds(milliseconds));
    }
};

std::string case_xml(const std::string& suite, const TestCase& test) {
    std::string text = fmt::format(R"(    <testcase classname="{}" name="{}" time="{}")",
                                   escaped(suite), escaped(test.name), seconds(test.milliseconds));
    switch (test.result) {
        case TestCase::Result::passed:
            return text + "/>\n";
        case TestCase::Result::skipped:
            return text + "><skipped/></testcase>\n";
        case TestCase::Result::failed:
        case TestCase::Result::crashed:
            break;
    }
    const char* const element = test.result == TestCase::Result::failed ? "failure" : "error";
    return text +
           fmt::format(R"(><{0} message="{1}">{2}</{0}></testcase>)", element, escaped(test.reason),
                       element_text(test.text)) +
           "\n";
}

/// Returns the suites of one board and adds to the counts of all.
std::string board_xml(const BoardTests& run, Counts& all) {
    std::vector<std::string> suites;
    for (const TestCase& test : run.cases) {
        if (std::find(suites.begin(), suites.end(), test.suite) == suites.end()) {
            suites.push_back(test.suite);
        }
    }
    std::string text;
    for (const std::string& suite : suites) {
        const std::string name = run.board + "." + suite;
        Counts counts;
        std::string cases;
        for (const TestCase& test : run.cases) {
            if (test.suite != suite) continue;
            counts.add(test);
            cases += case_xml(name, test);
        }
        text += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", escaped(name),
                            counts.attributes(), cases);
        all.add(counts);
    }
    return text;
}

}  // namespace

std::string junit_xml(const std::vector<BoardTests>& runs) {
    Counts all;
    std::string suites;
    for (const BoardTests& run : runs) suites += board_xml(run, all);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"perth test\" {}>\n{}</testsuites>\n",
        all.attributes(), suites);
}

}  // namespace perth::cli
