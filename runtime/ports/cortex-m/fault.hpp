// The registers at a fault.
#pragma once

#include <cstdint>

namespace perth::hal::cortex_m {

/// What the core pushes when it takes an exception.
struct FaultFrame {
    std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/// What the core does not push; as perth_fault stores it.
struct SavedRegisters {
    std::uint32_t r8, r9, r10, r11, spare, r4, r5, r6, r7;
};

/// Prints the dump. Linked only with the console. `frame` is null if the stack was not in RAM.
[[gnu::weak]] void report_fault(const FaultFrame* frame, const SavedRegisters& saved) noexcept;

}  // namespace perth::hal::cortex_m
