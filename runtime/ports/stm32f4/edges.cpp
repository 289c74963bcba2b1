// Interrupts on the edges of pads. There are sixteen lines, one for each pin number: PA3 and PB3
// cannot be watched at the same time. A program that uses them defines no handler EXTI… of its own.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "pads.hpp"
#include "perth/hal/trace.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::stm32f4 {
namespace {

constexpr unsigned lines = 16;
Callback callbacks[lines];  // written while the line is masked

// Source: ST RM0090, "Vector table for STM32F405xx/07xx and STM32F415xx/17xx".
constexpr unsigned irq_of(unsigned line) noexcept {
    constexpr unsigned first = 6, lines_5_to_9 = 23, lines_10_to_15 = 40;
    if (line < 5) return first + line;
    return line < 10 ? lines_5_to_9 : lines_10_to_15;
}

void set_bit(Register& target, unsigned bit, bool on) noexcept {
    target = on ? target | 1U << bit : target & ~(1U << bit);
}

bool is_watched(unsigned line) noexcept { return (exti().interrupt_mask >> line & 1U) != 0; }

unsigned port_of(unsigned line) noexcept {
    return syscfg().edge_port[line / 4] >> (line % 4 * 4) & 0xFU;
}

void choose_port(unsigned line, unsigned port) noexcept {
    const unsigned shift = line % 4 * 4;
    Register& target = syscfg().edge_port[line / 4];
    target = (target & ~(0xFU << shift)) | port << shift;
}

void stop(unsigned line) noexcept {
    set_bit(exti().interrupt_mask, line, false);
    set_bit(exti().rising, line, false);
    set_bit(exti().falling, line, false);
    exti().pending = 1U << line;
}

// An edge that comes while its callback runs is pending again: cleared first, then served.
void serve(unsigned first, unsigned last) noexcept {
    const std::uint32_t pending = exti().pending & exti().interrupt_mask;
    for (unsigned line = first; line <= last; ++line) {
        if ((pending >> line & 1U) == 0) continue;
        exti().pending = 1U << line;
        if constexpr (perth::detail::is_traced) {
            const unsigned port = port_of(line);
            perth::detail::trace_level(perth::detail::TraceKind::edge, port, line,
                                       (gpio(port).input >> line & 1U) != 0);
        }
        callbacks[line]();
    }
}

}  // namespace

bool watch_edges(unsigned port, unsigned pin, Edge edge, Callback callback) noexcept {
    const Critical guard;
    if (is_watched(pin) && port_of(pin) != port) return false;
    rcc().apb_enable[1] = rcc().apb_enable[1] | Rcc::apb2_syscfg;
    (void)rcc().apb_enable[1];  // see start_clock() in pads.cpp
    stop(pin);
    callbacks[pin] = callback;
    choose_port(pin, port);
    set_bit(exti().rising, pin, edge != Edge::falling);
    set_bit(exti().falling, pin, edge != Edge::rising);
    set_bit(exti().interrupt_mask, pin, true);
    cortex_m::nvic().enable(irq_of(pin));
    return true;
}

void ignore_edges(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    if (is_watched(pin) && port_of(pin) == port) stop(pin);
}

}  // namespace perth::hal::stm32f4

// All of them in the place of the weak ones of the vector table.
PERTH_IRQ(EXTI0) { perth::hal::stm32f4::serve(0, 0); }
PERTH_IRQ(EXTI1) { perth::hal::stm32f4::serve(1, 1); }
PERTH_IRQ(EXTI2) { perth::hal::stm32f4::serve(2, 2); }
PERTH_IRQ(EXTI3) { perth::hal::stm32f4::serve(3, 3); }
PERTH_IRQ(EXTI4) { perth::hal::stm32f4::serve(4, 4); }
PERTH_IRQ(EXTI9_5) { perth::hal::stm32f4::serve(5, 9); }
PERTH_IRQ(EXTI15_10) { perth::hal::stm32f4::serve(10, 15); }
