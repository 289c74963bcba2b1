// Building a project as a command does it: in its folder, with progress and messages.
#pragma once

#include <filesystem>

#include "cli/build/firmware.hpp"
#include "cli/build/plan.hpp"
#include "cli/commands/context.hpp"

namespace perth::cli {

/// Builds the project for a board and returns the firmware. Compilers' messages go to stderr.
///
/// Errors: as make_plan() and build().
[[nodiscard]] Firmware build_project(const Board& board, const BuildChoices& choices,
                                     Context& context);

/// As above, of a project that need not be the one the command works in.
[[nodiscard]] Firmware build_project(const Manifest& manifest, const Board& board,
                                     const BuildChoices& choices, Context& context);

/// Builds the project's tests for a board and returns the program. Compilers' messages go to
/// stderr.
///
/// Errors: as make_plan() and build_tests().
[[nodiscard]] std::filesystem::path build_project_tests(const Board& board, Context& context);

}  // namespace perth::cli
