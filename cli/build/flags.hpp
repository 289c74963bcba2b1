// The options that compilers and linkers are called with.
#pragma once

#include <string>
#include <vector>

#include "cli/build/plan.hpp"

namespace perth::cli {

/// Returns the options for every file of the language, warnings and the manifest's own left out.
[[nodiscard]] std::vector<std::string> c_options(const BuildPlan& plan);
[[nodiscard]] std::vector<std::string> cxx_options(const BuildPlan& plan);

/// Returns the options for linking, beside cxx_options(). They choose no linker script.
[[nodiscard]] std::vector<std::string> link_options(const BuildPlan& plan);

/// Returns the libraries that come last.
[[nodiscard]] std::vector<std::string> link_libraries(const BuildPlan& plan);

}  // namespace perth::cli
