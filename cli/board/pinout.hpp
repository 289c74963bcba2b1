// A board's headers drawn as text, each pad with what the definition uses it for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/board/board.hpp"

namespace perth::cli {

/// Returns what each pad that the board names is used for: "LED", "I2C SCL", "console TX".
[[nodiscard]] std::map<std::string, std::string> pad_uses(const Board& board);

/// Returns the lines of the drawing, none if the board says nothing of its headers.
[[nodiscard]] std::vector<std::string> draw_pinout(const Board& board);

}  // namespace perth::cli
