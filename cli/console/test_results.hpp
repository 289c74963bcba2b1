// What the tests of one or several boards came to: the sums, the failure, the JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/test_output.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// The tests of one board.
struct BoardTests {
    std::string board;
    std::size_t announced = 0;  ///< how many there were to run
    std::vector<TestCase> cases = {};
};

struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;  ///< or crashed
    std::size_t skipped = 0;
};
[[nodiscard]] Tally tally(const BoardTests& tests);

/// Returns "1 test" or "2 tests".
[[nodiscard]] std::string count(std::size_t number, std::string_view one);

/// Returns which tests failed, with json_of() as its result, or nothing if none did. `filter` is
/// what was asked for.
[[nodiscard]] std::optional<Error> failure_of(const std::vector<BoardTests>& runs,
                                              const std::string& filter);

/// Returns {"boards":[{"board","announced","passed","failed","skipped","tests":[{"suite","name",
/// "result","milliseconds","reason","text"}]}]}; result is passed, failed, skipped or crashed.
[[nodiscard]] std::string json_of(const std::vector<BoardTests>& runs);

}  // namespace perth::cli
