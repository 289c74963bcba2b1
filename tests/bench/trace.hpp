// How long a firmware keeps interrupts masked, by a trace of each of its instructions in QEMU.
#pragma once

#include <filesystem>
#include <string>

namespace perth::bench {

/// The longest stretch of instructions with PRIMASK set.
struct Masked {
    unsigned instructions = 0;
    std::string function;  ///< where it began
    unsigned traced = 0;   ///< instructions in all
};

/// Runs an image on a machine of QEMU, or on "rp2040", to its end. Waits (WFI) take no
/// instructions.
[[nodiscard]] Masked longest_masked(const std::filesystem::path& elf, const std::string& machine);

}  // namespace perth::bench
