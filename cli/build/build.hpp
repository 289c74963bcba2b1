// Builds a plan: generated files, CMake, Ninja, and what the result says about itself.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string_view>

#include "cli/build/firmware.hpp"
#include "cli/build/plan.hpp"

namespace perth::cli {

/// What a build tells while it runs.
struct BuildListener {
    std::function<void(std::size_t done, std::size_t total)> progress;
    std::function<void(std::string_view line)> message;  ///< compilers' and linkers' own words
    std::function<void(std::string_view line)> trace;    ///< commands and steps
    bool colors = false;                                 ///< messages may have colours
};

/// Builds and returns the firmware. The plan's folder is held by the caller.
///
/// Errors: the compiler or linker refuses (after its messages), the program does not fit or is over
///         a budget (with the ten largest symbols): Exit::failed. CMake or Ninja is missing:
///         Exit::missing_tool.
[[nodiscard]] Firmware build(const BuildPlan& plan, const BuildListener& listener);

/// Builds the project's tests, which link its own objects, and returns the program. The plan's
/// folder is held by the caller.
///
/// Errors: as build(); also a CMakeLists.txt of the project's own that has no perth_tests()
///         (Exit::failed), and, on host, no GoogleTest (Exit::missing_tool).
[[nodiscard]] std::filesystem::path build_tests(const BuildPlan& plan,
                                                const BuildListener& listener);

/// Writes the generated files only.
void generate_only(const BuildPlan& plan);

}  // namespace perth::cli
