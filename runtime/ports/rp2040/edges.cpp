// Interrupts on the edges of pads; every pad has its own. A program that uses them defines no
// handler IO_IRQ_BANK0 of its own.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "pads.hpp"
#include "perth/hal/trace.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr unsigned pads_a_register = 8;
constexpr std::uint32_t both = IoBank::rising | IoBank::falling;

Callback callbacks[30];  // written while the pad's interrupts are off

std::uint32_t place(unsigned pin, std::uint32_t edges) noexcept {
    return edges << pin % pads_a_register * 4;
}

constexpr std::uint32_t edges_of(Edge edge) noexcept {
    if (edge == Edge::both) return both;
    return edge == Edge::rising ? IoBank::rising : IoBank::falling;
}

// An edge that comes while its callback runs is pending again: cleared first, then served.
void serve(unsigned index) noexcept {
    std::uint32_t pending = io_bank().pending[index];
    io_bank().raw_interrupts[index] = pending;
    for (unsigned pin = index * pads_a_register; pending != 0; ++pin, pending >>= 4) {
        if ((pending & both) == 0) continue;
        if constexpr (perth::detail::is_traced) {
            perth::detail::trace_level(perth::detail::TraceKind::edge, 0, pin,
                                       (sio().in >> pin & 1U) != 0);
        }
        callbacks[pin]();
    }
}

}  // namespace

void watch_edges(unsigned pin, Edge edge, Callback callback) noexcept {
    const Critical guard;
    const unsigned index = pin / pads_a_register;
    clear_bits(io_bank().interrupts[index], place(pin, both));
    callbacks[pin] = callback;
    io_bank().raw_interrupts[index] = place(pin, both);  // edges of before
    set_bits(io_bank().interrupts[index], place(pin, edges_of(edge)));
    cortex_m::nvic().enable(io_irq_bank0);
}

void ignore_edges(unsigned pin) noexcept {
    clear_bits(io_bank().interrupts[pin / pads_a_register], place(pin, both));
}

}  // namespace perth::hal::rp2040

// In the place of the weak one of the vector table.
PERTH_IRQ(IO_IRQ_BANK0) {
    for (unsigned index = 0; index < 4; ++index) perth::hal::rp2040::serve(index);
}
