#include "cli/console/test_output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace perth::cli {
namespace {

constexpr std::size_t tag_size = 12;  // "[ RUN      ]"
constexpr std::string_view run_tag = "[ RUN      ] ";
constexpr std::string_view bar_tag = "[==========] ";

struct Ending {
    std::string_view tag;
    TestCase::Result result;
};
constexpr std::array endings{Ending{"[       OK ] ", TestCase::Result::passed},
                             Ending{"[  FAILED  ] ", TestCase::Result::failed},
                             Ending{"[  SKIPPED ] ", TestCase::Result::skipped}};

/// Returns what stands behind `before`, if the text begins with it.
std::optional<std::string_view> behind(std::string_view text, std::string_view before) {
    if (!text.starts_with(before)) return std::nullopt;
    return text.substr(before.size());
}

/// Returns the number at the beginning of the text, 0 if there is none.
std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

TestLine kind_of(std::string_view text) {
    if (text.size() < tag_size || text[0] != '[' || text[tag_size - 1] != ']') {
        return TestLine::plain;
    }
    const std::string_view tag = text.substr(0, tag_size);
    const auto is = [tag](std::string_view known) { return known.starts_with(tag); };
    if (is(endings[1].tag)) return TestLine::bad;
    const bool good = is(run_tag) || is(bar_tag) || is("[----------]") || is("[  PASSED  ]") ||
                      is(endings[0].tag) || is(endings[2].tag);
    return good ? TestLine::good : TestLine::plain;
}

bool is_identifier(std::string_view text) {
    return !text.empty() && std::none_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ';
    });
}

}  // namespace

TestLine TestOutput::line(std::string_view text) {
    if (!inside_) {
        if (const auto count = behind(text, bar_tag)) {
            if (const auto total = behind(*count, "Running ")) {
                announced_ = static_cast<std::size_t>(std::max<std::int64_t>(0, number(*total)));
            } else {
                complete_ = text.find(" ran.") != text.npos;
            }
        } else if (const auto name = behind(text, run_tag)) {
            begin(*name);
        }
        return kind_of(text);
    }
    // A test may have printed something without a line feed.
    for (const Ending& ending : endings) {
        const std::size_t at = text.rfind(ending.tag);
        if (at == text.npos || !finish(text.substr(at + ending.tag.size()), ending.result)) {
            continue;
        }
        if (at != 0) keep(text.substr(0, at));
        return kind_of(text);
    }
    keep(text);
    return TestLine::plain;
}

void TestOutput::end(std::string_view how) {
    if (inside_) cases_.back().reason = how;
    inside_ = false;
}

bool TestOutput::begin(std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == name.npos || !is_identifier(name)) return false;
    cases_.push_back(
        {.suite = std::string(name.substr(0, dot)), .name = std::string(name.substr(dot + 1))});
    return inside_ = true;
}

/// `rest` is "Suite.Name (12 ms)", with more in front of the time if the test has a parameter.
bool TestOutput::finish(std::string_view rest, TestCase::Result result) {
    TestCase& test = cases_.back();
    const auto more = behind(rest, test.full_name());
    if (!more || (!more->starts_with(" (") && !more->starts_with(", where "))) return false;
    const std::size_t time = more->rfind('(');
    test.milliseconds = time == more->npos ? 0 : number(more->substr(time + 1));
    test.result = result;
    inside_ = false;
    return true;
}

void TestOutput::keep(std::string_view text) {
    TestCase& test = cases_.back();
    constexpr std::string_view failure = ": Failure";
    if (test.reason.empty() && text.ends_with(failure)) {
        test.reason = text.substr(0, text.size() - failure.size());
    }
    if (test.text.size() + text.size() >= longest_text) return;
    test.text.append(text).append("\n");
}

void TestList::line(std::string_view text) {
    text = text.substr(0, text.find("  #"));  // a parameter's value
    if (const auto name = behind(text, "  ")) {
        if (!suite_.empty() && is_identifier(*name)) names_.push_back(suite_ + std::string(*name));
    } else if (text.ends_with('.') && is_identifier(text)) {
        suite_ = text;
    }
}

}  // namespace perth::cli
