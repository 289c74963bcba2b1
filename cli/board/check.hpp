// What must hold between the facts of a board, beyond the type of each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/board/board.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// Throws `Error` pointing into the definition if the facts contradict each other: regions that
/// overlap or leave the address space, sectors that do not add up, a pad used twice, a console on a
/// UART the chip lacks, more task memory than RAM, a list with the same word twice.
void check_board(const Board& board, const Json& facts);

/// Returns whether `name` is UPPER_SNAKE: it becomes the C++ type UpperSnake.
[[nodiscard]] bool is_pin_name(std::string_view name);

/// Returns the board's emulator with the serial line that carries the console filled in.
[[nodiscard]] std::optional<Emulator> with_serial(const Board& board);

}  // namespace perth::cli
