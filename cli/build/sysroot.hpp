// The C and C++ standard library for a core, which clang borrows from gcc-arm-none-eabi.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/build/arm_core.hpp"

namespace perth::cli {

/// Where headers and libraries of one multilib lie.
struct Sysroot {
    std::vector<std::filesystem::path> cxx_include;  ///< libstdc++, in search order
    std::vector<std::filesystem::path> c_include;    ///< newlib
    std::vector<std::filesystem::path> libraries;    ///< libc_nano, libm, libgcc
};

/// Asks arm-none-eabi-g++ for the folders of the core's multilib.
///
/// Errors: a part is not installed (Exit::missing_tool), with the package.
[[nodiscard]] Sysroot find_sysroot(const ArmCore& core);

}  // namespace perth::cli
