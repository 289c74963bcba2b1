// The boards that `perth monitor --all` watches.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cli/commands/context.hpp"
#include "cli/console/board_watch.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Returns what looks for boards: first those of the manifest's "devices", then every serial port
/// on USB that is attached, with -b only those that may be that board; later calls return what is
/// new. `baud` 0 is the manifest's, else each board's own.
[[nodiscard]] std::function<std::vector<WatchedBoard>()> watched_boards(
    Context& context, std::uint32_t baud, const serial::Settings& settings);

}  // namespace perth::cli
