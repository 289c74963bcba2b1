// A file that a user names as the program to run.
#pragma once

#include <filesystem>

#include "cli/board/board.hpp"

namespace perth::cli {

/// Checks that the board's emulator can run the file: for QEMU a 32-bit little-endian ELF for Arm,
/// for `host` anything that may be executed. Otherwise an `Error` (Exit::wrong_use; a file that may
/// not be read is Exit::no_permission).
void check_program(const std::filesystem::path& file, const Board& board);

}  // namespace perth::cli
