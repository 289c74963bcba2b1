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

/// Prints the dump. Linked only with the console. `frame` is null if the stack pointer was not in
/// the stack.
[[gnu::weak]] void report_fault(const FaultFrame* frame, const SavedRegisters& saved) noexcept;

}  // namespace perth::hal::cortex_m

extern "C" {
/// Called by perth_fault: `frame` is null if the stack pointer was not in the stack; `spare` is a
/// frame for that case. Returns the frame to return through.
perth::hal::cortex_m::FaultFrame* perth_fault_in_c(
    perth::hal::cortex_m::FaultFrame* frame, const perth::hal::cortex_m::SavedRegisters* saved,
    perth::hal::cortex_m::FaultFrame* spare);
}

/// In a handler of faults, r0 being `frame` and r3 `spare`: calls the function of operand 0, which
/// is perth_fault_in_c. Then r0 is the frame to return through and r1 is EXC_RETURN. On the main
/// stack are r8…r11, a word for the alignment, r4…r7, EXC_RETURN.
#define PERTH_FAULT_IN_C   \
    "push {r3-r7, lr}\n\t" \
    "mov  r4, r8\n\t"      \
    "mov  r5, r9\n\t"      \
    "mov  r6, r10\n\t"     \
    "mov  r7, r11\n\t"     \
    "push {r4-r7}\n\t"     \
    "mov  r1, sp\n\t"      \
    "mov  r2, r3\n\t"      \
    "bl   %c0\n\t"         \
    "add  sp, #16\n\t"     \
    "pop  {r3-r7}\n\t"     \
    "pop  {r1}\n\t"
