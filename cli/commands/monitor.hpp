// Watching a board as a command does it, for other commands that go on with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/board/board.hpp"
#include "cli/commands/context.hpp"

namespace perth::cli {

/// Watches the board's console until the user ends it, with the manifest's settings. `device` names
/// the port as `perth monitor --device` does; empty: found by the board. A port that is not there
/// yet is waited for.
///
/// Errors: as watch() and PortFinder::open().
void monitor_board(const Board& board, const std::string& device, Context& context);

/// Watches as monitor_board() does a console whose firmware runs a shell: Ctrl-C goes there, too,
/// and the shell is asked for its prompt. `raw`: every byte passes as it is.
void converse(const std::optional<Board>& board, const std::string& device, std::uint32_t baud,
              bool raw, Context& context);

/// Throws now what monitor_board() would throw later because no port is known to be the console.
void require_console(const Board& board, const std::string& device, Context& context);

}  // namespace perth::cli
