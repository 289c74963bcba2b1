// The ARM cores that firmware is compiled for, and what compilers call them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// A core's name and what follows from it.
struct ArmCore {
    std::string_view name;    ///< as in a board definition, and as the compilers' -mcpu
    std::string_view triple;  ///< clang's --target
};

/// Returns the core of that name; an unknown one is an `Error` that lists the known ones.
[[nodiscard]] const ArmCore& arm_core(std::string_view name);

/// Returns the options that choose the core. Floating point is done in software on every core: one
/// set of libraries fits all of a core's boards, and no interrupt has to save registers of the FPU.
[[nodiscard]] std::vector<std::string> core_options(const ArmCore& core);

}  // namespace perth::cli
