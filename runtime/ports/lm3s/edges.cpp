// Interrupts on the edges of pads; each port has one for its eight pads. A program that uses them
// defines no handler GPIO… of its own.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "pads.hpp"
#include "perth/hal/trace.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

constexpr unsigned ports = 7, pins = 8;
Callback callbacks[ports][pins];  // written while the pad is masked

// TI DS-LM3S6965, "Interrupts".
constexpr unsigned irq_of(unsigned port) noexcept {
    constexpr unsigned port_f = 5, irq_f = 30;
    return port < port_f ? port : irq_f + port - port_f;
}

// An edge that comes while its callback runs is noted again: cleared first, then served.
void serve(unsigned port) noexcept {
    const std::uint32_t pending = gpio(port).status;
    gpio(port).clear = pending;
    for (unsigned pin = 0; pin < pins; ++pin) {
        if ((pending >> pin & 1U) == 0) continue;
        if constexpr (perth::detail::is_traced) {
            perth::detail::trace_level(perth::detail::TraceKind::edge, port, pin,
                                       gpio(port).masked(1U << pin) != 0);
        }
        callbacks[port][pin]();
    }
}

}  // namespace

bool watch_edges(unsigned port, unsigned pin, Edge edge, Callback callback) noexcept {
    const Critical guard;
    ignore_edges(port, pin);
    callbacks[port][pin] = callback;
    Gpio& it = gpio(port);
    const std::uint32_t bit = 1U << pin;
    set_bits(it.level_sense, bit, false);
    set_bits(it.both_edges, bit, edge == Edge::both);
    set_bits(it.rising, bit, edge == Edge::rising);
    it.clear = bit;
    set_bits(it.interrupt_mask, bit, true);
    cortex_m::nvic().enable(irq_of(port));
    return true;
}

void ignore_edges(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    set_bits(gpio(port).interrupt_mask, 1U << pin, false);
    gpio(port).clear = 1U << pin;
}

}  // namespace perth::hal::lm3s

// All of them in the place of the weak ones of the vector table.
PERTH_IRQ(GPIOA) { perth::hal::lm3s::serve(0); }
PERTH_IRQ(GPIOB) { perth::hal::lm3s::serve(1); }
PERTH_IRQ(GPIOC) { perth::hal::lm3s::serve(2); }
PERTH_IRQ(GPIOD) { perth::hal::lm3s::serve(3); }
PERTH_IRQ(GPIOE) { perth::hal::lm3s::serve(4); }
PERTH_IRQ(GPIOF) { perth::hal::lm3s::serve(5); }
PERTH_IRQ(GPIOG) { perth::hal::lm3s::serve(6); }
