// Calling CMake and Ninja.
#pragma once

#include <string>

#include "cli/build/build.hpp"

namespace perth::cli {

/// Lets CMake write the build's Ninja files.
///
/// Errors: CMake or Ninja is missing (Exit::missing_tool), or CMake refuses, in its own words.
void configure(const BuildPlan& plan, const BuildListener& listener);

struct NinjaResult {
    bool ok = false;
    std::string messages;  ///< everything that the tools said
};

/// Lets Ninja build a target ("" for the default). A program that Ninja starts and that fails is a
/// result.
NinjaResult run_ninja(const BuildPlan& plan, const std::string& target,
                      const BuildListener& listener);

}  // namespace perth::cli
