// The pads PA0…PG1 as types: perth::pad::PF0; and the analog inputs, which are nothing else.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "registers.hpp"

namespace perth::hal::lm3s {

/// What pads do; one function each for all pads. `port` 0 is A, `pin` 0…7.
void make_output(unsigned port, unsigned pin, bool level) noexcept;
void make_open_drain(unsigned port, unsigned pin, bool level, Pull pull) noexcept;
void make_input(unsigned port, unsigned pin, Pull pull) noexcept;
/// Hands the pad to the one unit of the chip that has a function on it.
void make_alternate(unsigned port, unsigned pin, Pull pull, bool open_drain = false) noexcept;
void release(unsigned port, unsigned pin) noexcept;
void write(unsigned port, unsigned pin, bool level) noexcept;
bool driven(unsigned port, unsigned pin) noexcept;
bool claim(unsigned port, unsigned pin) noexcept;
void unclaim(unsigned port, unsigned pin) noexcept;
/// Calls `callback` at each such edge. Linked with the handlers of the ports only if used.
bool watch_edges(unsigned port, unsigned pin, Edge edge, Callback callback) noexcept;
/// Ends that. Weak: linked with watch_edges().
[[gnu::weak]] void ignore_edges(unsigned port, unsigned pin) noexcept;

/// One pad; see hal::Pad. While it is a push-pull output, read() shows the latch: the chip has
/// nothing else.
template <char Letter, unsigned Pin>
struct GpioPad {
    static constexpr unsigned port = Letter - 'A';
    static constexpr unsigned pin = Pin;
    static constexpr char name[] = {'P', Letter, char('0' + Pin), '\0'};

    // Inlined even where size counts: the runtime's own use is not to call the program's copy,
    // which moves.
    [[gnu::always_inline]] static void make_output(bool level) noexcept {
        lm3s::make_output(port, pin, level);
    }
    static void make_open_drain(bool level, Pull pull) noexcept {
        lm3s::make_open_drain(port, pin, level, pull);
    }
    static void make_input(Pull pull) noexcept { lm3s::make_input(port, pin, pull); }
    static void make_alternate(Pull pull = Pull::none, bool open_drain = false) noexcept {
        lm3s::make_alternate(port, pin, pull, open_drain);
    }
    static void release() noexcept { lm3s::release(port, pin); }
    static void write(bool level) noexcept { lm3s::write(port, pin, level); }
    static bool read() noexcept { return gpio(port).masked(1U << pin) != 0; }
    static bool driven() noexcept { return lm3s::driven(port, pin); }
    static bool claim() noexcept { return lm3s::claim(port, pin); }
    static void unclaim() noexcept { lm3s::unclaim(port, pin); }
    static bool on_edge(Edge edge, Callback callback) noexcept {
        return watch_edges(port, pin, edge, callback);
    }
    static void ignore_edges() noexcept {
        if (lm3s::ignore_edges != nullptr) lm3s::ignore_edges(port, pin);
    }
};

/// One of the converter's inputs, which are no digital pads.
template <unsigned Number>
struct AnalogPad {
    static constexpr unsigned number = Number;
};

/// Takes all of what can be owned, or nothing; false if somebody owns one of them.
template <typename First, typename... Rest>
bool claim_all() noexcept {
    if (!First::claim()) return false;
    if constexpr (sizeof...(Rest) != 0) {
        if (!claim_all<Rest...>()) {
            First::unclaim();
            return false;
        }
    }
    return true;
}

}  // namespace perth::hal::lm3s

/// Those that the chip has. Source: TI DS-LM3S6965, "Signal Tables".
namespace perth::pad {

#define PERTH_PORT_PADS_0_3(L)                    \
    using P##L##0 = hal::lm3s::GpioPad<#L[0], 0>; \
    using P##L##1 = hal::lm3s::GpioPad<#L[0], 1>; \
    using P##L##2 = hal::lm3s::GpioPad<#L[0], 2>; \
    using P##L##3 = hal::lm3s::GpioPad<#L[0], 3>;

#define PERTH_PORT_PADS(L)                        \
    PERTH_PORT_PADS_0_3(L)                        \
    using P##L##4 = hal::lm3s::GpioPad<#L[0], 4>; \
    using P##L##5 = hal::lm3s::GpioPad<#L[0], 5>; \
    using P##L##6 = hal::lm3s::GpioPad<#L[0], 6>; \
    using P##L##7 = hal::lm3s::GpioPad<#L[0], 7>;

PERTH_PORT_PADS(A)
PERTH_PORT_PADS(B)
PERTH_PORT_PADS(C)
PERTH_PORT_PADS(D)
PERTH_PORT_PADS_0_3(E)
PERTH_PORT_PADS_0_3(F)
using PG0 = hal::lm3s::GpioPad<'G', 0>;
using PG1 = hal::lm3s::GpioPad<'G', 1>;

#undef PERTH_PORT_PADS
#undef PERTH_PORT_PADS_0_3

using ADC0 = hal::lm3s::AnalogPad<0>;
using ADC1 = hal::lm3s::AnalogPad<1>;
using ADC2 = hal::lm3s::AnalogPad<2>;
using ADC3 = hal::lm3s::AnalogPad<3>;

static_assert(hal::EdgePad<PA0> && hal::OpenDrainPad<PA0>);

}  // namespace perth::pad
