// What happens at a fault or an interrupt that nobody handles.
//
//     fault ──► frame made sound ──► BKPT 0xAB in our code? step over it, go on
//                                └─► dump, if the console is linked ──► return into halt_in_panic()
//
// The last step leaves the handler, so that halt_in_panic() may use a breakpoint again: inside
// HardFault that would lock the core up.
#include "fault.hpp"

#include <perth_port.hpp>

#include "startup.hpp"

extern "C" {
// Set by sections.ld.
extern const char __perth_flash_start[], __perth_flash_end[];
extern std::uint32_t __perth_stack_limit[];
}

namespace perth::hal::cortex_m {
namespace {

constexpr std::uint16_t semihosting_breakpoint = 0xBEAB;  // BKPT 0xAB
constexpr std::uint32_t thumb = 1U << 24;                 // xPSR.T
constexpr std::uint32_t exception_number = 0x1FF;         // xPSR.IPSR

bool is_code(std::uint32_t address) noexcept {
    return address >= reinterpret_cast<std::uint32_t>(__perth_flash_start) &&
           address < reinterpret_cast<std::uint32_t>(__perth_flash_end);
}

}  // namespace
}  // namespace perth::hal::cortex_m

extern "C" perth::hal::cortex_m::FaultFrame* perth_fault_in_c(
    perth::hal::cortex_m::FaultFrame* frame, const perth::hal::cortex_m::SavedRegisters* saved,
    perth::hal::cortex_m::FaultFrame* spare) {
    using namespace perth::hal::cortex_m;
    if (frame != nullptr && is_code(frame->pc) &&
        *reinterpret_cast<const std::uint16_t*>(frame->pc) == semihosting_breakpoint) {
        frame->pc += 2;
        return frame;
    }
    if (report_fault != nullptr) report_fault(frame, *saved);
    if (frame == nullptr) {
        frame = spare;
        frame->xpsr = 0;
    }
    frame->pc = reinterpret_cast<std::uint32_t>(&perth::hal::halt_in_panic);
    frame->xpsr = (frame->xpsr & exception_number) | thumb;
    return frame;
}

// Programs run on the main stack; one with threads has another function in the place of this one. A
// stack pointer outside the stack is replaced by a place near the end of RAM.
extern "C" __attribute__((naked, used, weak)) void perth_fault() {
    asm volatile(
        "mrs  r0, msp\n\t"
        "ldr  r2, =__perth_stack_limit\n\t"
        "ldr  r3, =__perth_stack_top - 32\n\t"
        "cmp  r0, r3\n\t"
        "bhi  1f\n\t"
        "cmp  r0, r2\n\t"
        "bhs  2f\n"
        "1:\n\t"
        "msr  msp, r3\n\t"
        "movs r0, #0\n\t"
        "movs r1, #6\n\t"  // EXC_RETURN 0xFFFFFFF9: thread mode, main stack, no FPU state
        "mvns r1, r1\n\t"
        "mov  lr, r1\n"
        "2:\n\t" PERTH_FAULT_IN_C
        "msr  msp, r0\n\t"
        "bx   r1\n\t"
        ".ltorg"
        :
        : "i"(&perth_fault_in_c));
}
