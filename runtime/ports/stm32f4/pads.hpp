// The pads PA0…PI15 as types: perth::pad::PB4.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "registers.hpp"

namespace perth::hal::stm32f4 {

/// What pads do; one function each for all pads. `port` 0 is A, `pin` 0…15.
void make_output(unsigned port, unsigned pin, bool level) noexcept;
void make_input(unsigned port, unsigned pin, Pull pull) noexcept;
/// Hands the pad to a peripheral: `function` is its number in the datasheet's "Alternate function
/// mapping".
void make_alternate(unsigned port, unsigned pin, unsigned function) noexcept;
/// Likewise, and the peripheral only pulls it low.
void make_open_drain_alternate(unsigned port, unsigned pin, unsigned function) noexcept;
void make_open_drain(unsigned port, unsigned pin, bool level, Pull pull) noexcept;
/// The pad's edges are as steep as 50 MHz need; else 4 MHz.
void make_fast(unsigned port, unsigned pin) noexcept;
void make_analog(unsigned port, unsigned pin) noexcept;
void release(unsigned port, unsigned pin) noexcept;
bool claim(unsigned port, unsigned pin) noexcept;
void unclaim(unsigned port, unsigned pin) noexcept;
/// Calls `callback` at each such edge; false if another port's pad has the line `pin`. Linked with
/// the handlers of the lines only if used.
bool watch_edges(unsigned port, unsigned pin, Edge edge, Callback callback) noexcept;
/// Ends that, if it is this pad that is watched. Weak: linked with watch_edges().
[[gnu::weak]] void ignore_edges(unsigned port, unsigned pin) noexcept;

/// One pad; see hal::Pad.
template <char Letter, unsigned Pin>
struct GpioPad {
    static constexpr unsigned port = Letter - 'A';
    static constexpr unsigned pin = Pin;
    static constexpr char name[] = {'P', Letter, Pin < 10 ? char('0' + Pin) : '1',
                                    Pin < 10 ? '\0' : char('0' + Pin % 10), '\0'};

    // Inlined even where size counts: the runtime's own use is not to call the program's copy,
    // which moves.
    [[gnu::always_inline]] static void make_output(bool level) noexcept {
        stm32f4::make_output(port, pin, level);
    }
    static void make_open_drain(bool level, Pull pull) noexcept {
        stm32f4::make_open_drain(port, pin, level, pull);
    }
    static void make_input(Pull pull) noexcept { stm32f4::make_input(port, pin, pull); }
    static void release() noexcept { stm32f4::release(port, pin); }
    static void write(bool level) noexcept {
        gpio(port).set_reset = 1U << (level ? pin : pin + 16);
    }
    static bool read() noexcept { return (gpio(port).input >> pin & 1U) != 0; }
    static bool driven() noexcept { return (gpio(port).output >> pin & 1U) != 0; }
    static bool claim() noexcept { return stm32f4::claim(port, pin); }
    static void unclaim() noexcept { stm32f4::unclaim(port, pin); }
    static bool on_edge(Edge edge, Callback callback) noexcept {
        return watch_edges(port, pin, edge, callback);
    }
    static void ignore_edges() noexcept {
        if (stm32f4::ignore_edges != nullptr) stm32f4::ignore_edges(port, pin);
    }
};

}  // namespace perth::hal::stm32f4

namespace perth::pad {

#define PERTH_PORT_PADS(L)                             \
    using P##L##0 = hal::stm32f4::GpioPad<#L[0], 0>;   \
    using P##L##1 = hal::stm32f4::GpioPad<#L[0], 1>;   \
    using P##L##2 = hal::stm32f4::GpioPad<#L[0], 2>;   \
    using P##L##3 = hal::stm32f4::GpioPad<#L[0], 3>;   \
    using P##L##4 = hal::stm32f4::GpioPad<#L[0], 4>;   \
    using P##L##5 = hal::stm32f4::GpioPad<#L[0], 5>;   \
    using P##L##6 = hal::stm32f4::GpioPad<#L[0], 6>;   \
    using P##L##7 = hal::stm32f4::GpioPad<#L[0], 7>;   \
    using P##L##8 = hal::stm32f4::GpioPad<#L[0], 8>;   \
    using P##L##9 = hal::stm32f4::GpioPad<#L[0], 9>;   \
    using P##L##10 = hal::stm32f4::GpioPad<#L[0], 10>; \
    using P##L##11 = hal::stm32f4::GpioPad<#L[0], 11>; \
    using P##L##12 = hal::stm32f4::GpioPad<#L[0], 12>; \
    using P##L##13 = hal::stm32f4::GpioPad<#L[0], 13>; \
    using P##L##14 = hal::stm32f4::GpioPad<#L[0], 14>; \
    using P##L##15 = hal::stm32f4::GpioPad<#L[0], 15>;

PERTH_PORT_PADS(A)
PERTH_PORT_PADS(B)
PERTH_PORT_PADS(C)
PERTH_PORT_PADS(D)
PERTH_PORT_PADS(E)
PERTH_PORT_PADS(F)
PERTH_PORT_PADS(G)
PERTH_PORT_PADS(H)
PERTH_PORT_PADS(I)

#undef PERTH_PORT_PADS

static_assert(hal::EdgePad<PA0> && hal::OpenDrainPad<PA0>);

}  // namespace perth::pad
