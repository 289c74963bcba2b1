// Interrupts on the edges of pads, by the four channels of GPIOTE: four pads at a time.
//
// QEMU has no GPIOTE, its registers read 0. There a tick looks at the pads every millisecond: what
// is shorter is not seen, and edges come up to a millisecond late.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "pads.hpp"
#include "perth/hal/trace.hpp"
#include "registers.hpp"
#include "startup.hpp"
#include "ticker.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned irq = 6;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"
constexpr unsigned channels = 4;

struct Watch {
    Callback callback;
    std::uint8_t pin;
    Edge edge;
    bool active;
    bool level;  // when it was last looked at, where there is no GPIOTE
};
Watch watches[channels];  // written with interrupts masked

bool level_of(unsigned pin) noexcept { return (gpio().input >> pin & 1U) != 0; }

bool wants(Edge edge, bool rising) noexcept {
    return edge == Edge::both || (edge == Edge::rising) == rising;
}

std::uint32_t polarity(Edge edge) noexcept {
    return (wants(edge, true) ? Gpiote::rising : 0) | (wants(edge, false) ? Gpiote::falling : 0);
}

void call(const Watch& watch, bool level) noexcept {
    perth::detail::trace_level(perth::detail::TraceKind::edge, 0, watch.pin, level);
    Callback(watch.callback)();  // which may replace itself
}

// Where there is no GPIOTE.
void look() noexcept {
    for (Watch& watch : watches) {
        if (!watch.active) continue;
        const bool level = level_of(watch.pin);
        if (level == watch.level) continue;
        watch.level = level;
        if (wants(watch.edge, level)) call(watch, level);
    }
}

// Returns the channel of `pin`, else a free one, else null.
Watch* channel_for(unsigned pin) noexcept {
    Watch* found = nullptr;
    for (Watch& watch : watches) {
        if (watch.active && watch.pin == pin) return &watch;
        if (!watch.active) found = &watch;
    }
    return found;
}

void stop(unsigned channel) noexcept {
    gpiote().interrupts_off = 1U << channel;
    gpiote().channels[channel] = 0;
    watches[channel].active = false;
}

void start(unsigned channel) noexcept {
    const Watch& watch = watches[channel];
    gpiote().channels[channel] = Gpiote::event_mode | Gpiote::pad(watch.pin) | polarity(watch.edge);
    if (gpiote().channels[channel] == 0) return start_ticks(Ticked::edges, look);
    // Configuring a channel may look like an edge. Source: Nordic nRF51 Series Reference Manual
    // v3.0, "GPIO tasks and events": the event is to be cleared afterwards; it takes three clocks.
    asm volatile("nop\n\tnop\n\tnop");
    gpiote().events[channel] = 0;
    gpiote().interrupts_on = 1U << channel;
    cortex_m::nvic().enable(irq);
}

// An edge that comes while its callback runs is an event again: cleared first, then served.
void serve(unsigned channel) noexcept {
    if (gpiote().events[channel] == 0) return;
    gpiote().events[channel] = 0;
    (void)gpiote().events[channel];
    const Watch& watch = watches[channel];
    if (watch.active) call(watch, perth::detail::is_traced && level_of(watch.pin));
}

}  // namespace

bool watch_edges(unsigned pin, Edge edge, Callback callback) noexcept {
    const Critical guard;
    Watch* const watch = channel_for(pin);
    if (watch == nullptr) return false;
    const auto channel = static_cast<unsigned>(watch - watches);
    stop(channel);
    *watch = {.callback = callback,
              .pin = static_cast<std::uint8_t>(pin),
              .edge = edge,
              .active = true,
              .level = level_of(pin)};
    start(channel);
    return true;
}

void ignore_edges(unsigned pin) noexcept {
    const Critical guard;
    bool any = false;
    for (unsigned channel = 0; channel < channels; ++channel) {
        if (watches[channel].active && watches[channel].pin == pin) stop(channel);
        any = any || watches[channel].active;
    }
    if (!any) stop_ticks(Ticked::edges);
}

}  // namespace perth::hal::nrf51

PERTH_IRQ(GPIOTE) {
    using namespace perth::hal::nrf51;
    for (unsigned channel = 0; channel < channels; ++channel) serve(channel);
}
