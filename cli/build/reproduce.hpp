// Whether a build gives the same bytes wherever the project lies.
#pragma once

#include <filesystem>

#include "cli/build/build.hpp"
#include "cli/build/plan.hpp"

namespace perth::cli {

/// Copies what the project consists of, `build` and hidden files left out, into `folder`, which is
/// empty.
///
/// Errors: a source or library lies outside the project (Exit::wrong_use): the copy would use it
///         where it is, and prove nothing.
void copy_project(const BuildPlan& plan, const std::filesystem::path& folder);

/// Compares two builds of the same project.
///
/// Errors: Exit::failed if a byte differs: in which file, where, and in which function.
void compare_builds(const BuildPlan& plan, const Firmware& one, const Firmware& other);

}  // namespace perth::cli
