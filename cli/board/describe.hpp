// A board told to people: its page, line by line.
#pragma once

#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// One line of a board's page.
struct Fact {
    std::string label;  ///< "console"; empty: belongs to the label above
    std::string value;
    std::string origin;  ///< the definition that says so; empty: follows from others
};

/// Returns the page of a board, from its facts with inheritance resolved.
[[nodiscard]] std::vector<Fact> describe(const Board& board, const Json& facts);

/// Returns "168 MHz", "32.768 kHz", "50 Hz".
[[nodiscard]] std::string pretty_frequency(std::uint32_t hz);

}  // namespace perth::cli
