// What a test program prints, read along. The lines are GoogleTest's, whoever prints them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// One test that began.
struct TestCase {
    enum class Result {
        passed,
        failed,
        skipped,
        crashed,  ///< the program ended within it
    };

    std::string suite;
    std::string name;
    Result result = Result::crashed;
    std::int64_t milliseconds = 0;
    std::string reason = {};  ///< FILE:LINE of the first failure, or how the program ended
    std::string text = {};    ///< what was printed meanwhile; cut if it is very long

    [[nodiscard]] std::string full_name() const { return suite + "." + name; }
};

/// What kind of line it is, for colours.
enum class TestLine { plain, good, bad };

/// Takes the lines of a test program.
class TestOutput {
public:
    /// A test's text is kept up to this size.
    static constexpr std::size_t longest_text = 64 * 1024;

    TestLine line(std::string_view text);
    /// Takes note that the program is over; `how` goes to the test that was running.
    void end(std::string_view how);

    /// Returns the tests that began, in order.
    [[nodiscard]] const std::vector<TestCase>& cases() const noexcept { return cases_; }
    /// Returns how many tests the program said it would run.
    [[nodiscard]] std::size_t announced() const noexcept { return announced_; }
    /// Returns whether it printed that all of them ran.
    [[nodiscard]] bool is_complete() const noexcept { return complete_; }
    [[nodiscard]] bool is_inside_test() const noexcept { return inside_; }

private:
    bool begin(std::string_view name);
    bool finish(std::string_view rest, TestCase::Result result);
    void keep(std::string_view text);

    std::vector<TestCase> cases_;
    std::size_t announced_ = 0;
    bool inside_ = false;
    bool complete_ = false;
};

/// Reads what a test program prints of its tests when it is asked for the list: a suite a line that
/// ends in '.', then its tests, each behind two spaces.
class TestList {
public:
    void line(std::string_view text);
    /// Returns "Suite.Name" of each.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

private:
    std::string suite_;
    std::vector<std::string> names_;
};

}  // namespace perth::cli
