// The generated files of a build, kept on disk only as far as they change.
#pragma once

#include "cli/build/plan.hpp"

namespace perth::cli {

/// What the generated files ask of CMake.
enum class Configure {
    no,     ///< everything is as it was
    again,  ///< a list changed
    fresh,  ///< compiler or options changed, or nothing was configured yet
};

/// Writes build/BOARD/gen/{toolchain.cmake, plan.cmake, board.hpp, memory.ld, app.cpp …}, each only
/// if its content changes. What CMake made of a former plan is removed first, so that an
/// interrupted build is noticed by the next one.
Configure generate(const BuildPlan& plan);

/// Returns agent_key.cpp: what the agent of a program with a key wants to be shown.
[[nodiscard]] std::string agent_key_source(const BuildPlan& plan);

/// Returns app.cpp: the program's name and version.
[[nodiscard]] std::string app_source(const BuildPlan& plan);

}  // namespace perth::cli
