// The generated files that CMake reads.
#pragma once

#include <string>

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns toolchain.cmake: compilers, options, and where runtime and generated files lie. A change
/// of it needs a new start of the build.
[[nodiscard]] std::string toolchain_file(const BuildPlan& plan);

/// Returns plan.cmake: the manifest's lists. A change of it needs CMake to run again.
[[nodiscard]] std::string plan_file(const BuildPlan& plan);

/// Returns the CMakeLists.txt for a project that has none.
[[nodiscard]] std::string project_file(const BuildPlan& plan);

}  // namespace perth::cli
