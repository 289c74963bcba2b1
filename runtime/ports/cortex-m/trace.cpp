// The interrupts of a traced program: each of them comes here first. Not PendSV, which switches
// threads, nor what dumps.
#include "perth/hal/trace.hpp"

#include "startup.hpp"

extern "C" __attribute__((used)) void perth_trace_interrupt_in_c(
    std::uint32_t number, perth::hal::cortex_m::Vector handler) {
    const perth::detail::TracedInterrupt it = perth::detail::trace_interrupt(number);
    handler();
    perth::detail::trace_interrupt_end(it);
}

// What nobody handles is to find stack and registers as they were.
extern "C" __attribute__((naked)) void perth_traced_interrupt() {
    asm volatile(
        "mrs  r0, ipsr\n\t"
        "ldr  r1, =perth_handlers - 15 * 4\n\t"
        "lsls r2, r0, #2\n\t"
        "ldr  r1, [r1, r2]\n\t"
        "ldr  r2, =perth_unhandled\n\t"
        "cmp  r1, r2\n\t"
        "beq  1f\n\t"
        "ldr  r2, =perth_trace_interrupt_in_c\n"
        "1:\n\t"
        "bx   r2\n\t"
        ".ltorg");
}
