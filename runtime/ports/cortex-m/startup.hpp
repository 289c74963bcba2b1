// What a vector table needs: the core's part of it, and the macro for a program's own handlers.
#pragma once

#include "core_registers.hpp"
#include "perth/hal/trace.hpp"

namespace perth::hal::cortex_m {

/// One entry of the vector table; the first is the initial stack pointer.
using Vector = void (*)();

/// Runs first after reset, before memory is set up. Linked only with what needs it.
[[gnu::weak]] void before_memory() noexcept;

}  // namespace perth::hal::cortex_m

extern "C" {
/// The end of RAM, where the stack begins; not a function, only an address.
void __perth_stack_top();  // NOLINT(bugprone-reserved-identifier)
/// The first instruction after reset.
[[noreturn]] void Reset_Handler();
/// The vector table; its length is the family's.
__attribute__((
    section(".perth.vectors"))) extern const perth::hal::cortex_m::Vector perth_vectors[];
/// What the vector table calls in the place of a traced program's handlers; see trace.cpp. And
/// those handlers, from that of SysTick on: nothing refers to them in a program that is not traced.
void perth_traced_interrupt();
extern const perth::hal::cortex_m::Vector perth_handlers[];
/// Where every fault goes, and every interrupt that nobody handles: dump, then halt_in_panic().
void perth_fault();
}

namespace perth::hal::cortex_m {

/// Returns what the vector table calls for an interrupt with this handler.
constexpr Vector traced(Vector handler) noexcept {
    return perth::detail::is_traced ? &perth_traced_interrupt : handler;
}

/// Makes the core use our vector table, wherever the loader that started us left it.
inline void use_own_vectors() noexcept {
    scb().vector_table = reinterpret_cast<std::uintptr_t>(perth_vectors);
}

}  // namespace perth::hal::cortex_m

/// Declares the handler NAME, which the program may define; else it is perth_unhandled.
#define PERTH_WEAK_HANDLER(NAME) \
    extern "C" __attribute__((weak, alias("perth_unhandled"))) void NAME();

/// Defines perth_unhandled and the weak handlers of the core. Once, in the file of the table.
#define PERTH_CORE_HANDLERS                                          \
    extern "C" __attribute__((naked, used)) void perth_unhandled() { \
        asm volatile("ldr r0, =%c0\n\tbx r0" : : "i"(&perth_fault)); \
    }                                                                \
    PERTH_WEAK_HANDLER(NMI_Handler)                                  \
    PERTH_WEAK_HANDLER(SVC_Handler)                                  \
    PERTH_WEAK_HANDLER(DebugMon_Handler)                             \
    PERTH_WEAK_HANDLER(PendSV_Handler)                               \
    PERTH_WEAK_HANDLER(SysTick_Handler)

/// The first sixteen entries of a vector table.
#define PERTH_CORE_VECTORS                                                                       \
    __perth_stack_top, Reset_Handler, NMI_Handler, perth_fault, perth_fault, perth_fault,        \
        perth_fault, nullptr, nullptr, nullptr, nullptr, SVC_Handler, DebugMon_Handler, nullptr, \
        PendSV_Handler, perth::hal::cortex_m::traced(SysTick_Handler)

/// The handler of one of the family's interrupts, as the reference manual names it:
///
///     PERTH_IRQ(TIM3) { … }
#define PERTH_IRQ(NAME) extern "C" __attribute__((used)) void NAME##_IRQHandler()
