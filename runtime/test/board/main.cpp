// A project's tests as a firmware: runs those that the emulator's command line chooses and prints
// what GoogleTest prints.
#include <perth_test_filter.hpp>
#include <perth_test_framework.hpp>

#include <array>

#include "perth/hal/hal.hpp"

namespace perth::test {
namespace {

// Tests register from static constructors of other files, in any order: nothing here needs one.
constinit Case* first_case = nullptr;
constinit Case* last_case = nullptr;
constinit Case* running_case = nullptr;

/// What is chosen of the tests, or ran of them.
struct Count {
    unsigned tests = 0;
    unsigned suites = 0;
    unsigned failed = 0;
};

void print_count(unsigned count, const char* one) {
    print("{} {}{}", count, one, count == 1 ? "" : "s");
}

bool same_suite(const Case& one, const Case& other) { return one.suite == other.suite; }

Count choose(std::string_view filter) {
    Count count;
    for (Case* each = first_case; each != nullptr; each = each->next) {
        each->chosen = !is_disabled(each->name) && matches(filter, each->name);
        if (!each->chosen) continue;
        ++count.tests;
        bool is_first = true;
        for (Case* other = first_case; other != each; other = other->next) {
            if (other->chosen && same_suite(*other, *each)) is_first = false;
        }
        if (is_first) ++count.suites;
    }
    return count;
}

std::int64_t milliseconds_since(Time start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

void run_case(Case& test) {
    println("[ RUN      ] {}", test.name);
    const Time start = Clock::now();
    running_case = &test;
    test.body();
    running_case = nullptr;
    test.ran = true;
    println("[{}] {} ({} ms)", test.failed ? "  FAILED  " : "       OK ", test.name,
            milliseconds_since(start));
}

/// Runs the chosen tests of the suite whose first one this is.
void run_suite(Case& first, Count& count) {
    unsigned size = 0;
    for (const Case* each = &first; each != nullptr; each = each->next) {
        if (each->chosen && same_suite(*each, first)) ++size;
    }
    print("[----------] ");
    print_count(size, "test");
    println(" from {}", first.suite);
    const Time start = Clock::now();
    for (Case* each = &first; each != nullptr; each = each->next) {
        if (!each->chosen || !same_suite(*each, first)) continue;
        run_case(*each);
        if (each->failed) ++count.failed;
    }
    print("[----------] ");
    print_count(size, "test");
    println(" from {} ({} ms total)\n", first.suite, milliseconds_since(start));
}

void print_failed(unsigned failed) {
    print("[  FAILED  ] ");
    print_count(failed, "test");
    println(", listed below:");
    for (const Case* each = first_case; each != nullptr; each = each->next) {
        if (each->failed) println("[  FAILED  ] {}", each->name);
    }
}

int run_all(std::string_view filter) {
    Count count = choose(filter);
    const auto print_counts = [&count] {
        print_count(count.tests, "test");
        print(" from ");
        print_count(count.suites, "test suite");
    };
    print("[==========] Running ");
    print_counts();
    println(".");
    const Time start = Clock::now();
    for (Case* each = first_case; each != nullptr; each = each->next) {
        if (each->chosen && !each->ran) run_suite(*each, count);
    }
    print("[==========] ");
    print_counts();
    println(" ran. ({} ms total)", milliseconds_since(start));
    print("[  PASSED  ] ");
    print_count(count.tests - count.failed, "test");
    println(".");
    if (count.failed != 0) print_failed(count.failed);
    return count.failed == 0 ? 0 : 1;
}

int list_all(std::string_view filter) {
    choose(filter);
    for (Case* first = first_case; first != nullptr; first = first->next) {
        if (!first->chosen) continue;
        println("{}.", first->suite);
        for (Case* each = first; each != nullptr; each = each->next) {
            if (!each->chosen || !same_suite(*each, *first)) continue;
            println("  {}", each->name.data() + each->suite.size() + 1);
            each->chosen = false;
        }
    }
    return 0;
}

/// Takes `word` off the beginning of `line`, and the space behind it.
bool take(std::string_view& line, std::string_view word) {
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    return true;
}

int run_command_line() {
    static std::array<char, 512> buffer;
    const char* const text = hal::command_line(buffer.data(), buffer.size());
    if (text == nullptr) {
        println("the filter is too long for a board");
        return 2;
    }
    std::string_view line = text;
    const bool is_list = take(line, "--gtest_list_tests");
    if (!take(line, "--gtest_filter=")) line = "*";
    return is_list ? list_all(line) : run_all(line);
}

void print_place(const Place& place) {
    if (running_case != nullptr) running_case->failed = true;
    println("{}:{}: Failure", place.file, place.line);
}

/// An expression and what it is; a literal says that by itself.
void print_value(const char* words, const detail::PrintArg& value) {
    println("  {}", words);
    const char first = words[0];
    const bool begins_as_one = (first >= '0' && first <= '9') || first == '-' || first == '"';
    if (begins_as_one && std::string_view(words).find(' ') == std::string_view::npos) return;
    print("    Which is: ");
    value.print(value, {});
    println();
}

}  // namespace

Case::Case(const char* full_name, std::size_t suite_length, void (*function)()) noexcept
    : name(full_name), suite(full_name, suite_length), body(function) {
    (last_case == nullptr ? first_case : last_case->next) = this;
    last_case = this;
}

Message::~Message() {
    if (has_text_) println();
}

namespace detail {

void print_address(const PrintArg& arg, std::string_view) noexcept {
    print("0x{:x}", static_cast<std::uintptr_t>(arg.number));
}

void bool_failed(bool value, const Place& place) noexcept {
    print_place(place);
    println("Value of: {}\n  Actual: {}\nExpected: {}", place.left, value, !value);
}

void comparison_failed(const PrintArg& left, const char* sign, const PrintArg& right,
                       const Place& place) noexcept {
    print_place(place);
    if (std::string_view(sign) == "==") {
        println("Expected equality of these values:");
        print_value(place.left, left);
        print_value(place.right, right);
        return;
    }
    print("Expected: ({}) {} ({}), actual: ", place.left, sign, place.right);
    left.print(left, {});
    print(" vs ");
    right.print(right, {});
    println();
}

}  // namespace detail
}  // namespace perth::test

int main() { perth::hal::exit(perth::test::run_command_line()); }
