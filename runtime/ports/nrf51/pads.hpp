// The pads P0.00…P0.31 as types: perth::pad::P0_17.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "registers.hpp"

namespace perth::hal::nrf51 {

/// What pads do; one function each for all pads. `pin` 0…31.
void make_output(unsigned pin, bool level) noexcept;
void make_input(unsigned pin, Pull pull) noexcept;
void make_open_drain(unsigned pin, bool level, Pull pull) noexcept;
void release(unsigned pin) noexcept;
bool claim_pad(unsigned pin) noexcept;
void unclaim_pad(unsigned pin) noexcept;
/// Calls `callback` at each such edge; false if four other pads are watched. Linked with GPIOTE's
/// handler only if used.
bool watch_edges(unsigned pin, Edge edge, Callback callback) noexcept;
/// Ends that. Weak: linked with watch_edges().
[[gnu::weak]] void ignore_edges(unsigned pin) noexcept;

/// Owns several pads of a unit, or none of them.
template <typename... Pads>
struct PadSet {
    static bool claim() noexcept {
        unsigned owned = 0;
        const bool all = ((Pads::claim() ? (++owned, true) : false) && ...);
        if (!all) unclaim_first(owned);
        return all;
    }
    static void unclaim() noexcept { (Pads::unclaim(), ...); }

private:
    static void unclaim_first(unsigned owned) noexcept {
        unsigned place = 0;
        ((place++ < owned ? Pads::unclaim() : void()), ...);
    }
};

/// One pad; see hal::Pad.
template <unsigned Pin>
struct GpioPad {
    static constexpr unsigned pin = Pin;
    static constexpr char name[] = {'P', '0', '.', char('0' + Pin / 10), char('0' + Pin % 10),
                                    '\0'};

    // Inlined even where size counts: the runtime's own use is not to call the program's copy,
    // which moves.
    [[gnu::always_inline]] static void make_output(bool level) noexcept {
        nrf51::make_output(pin, level);
    }
    static void make_input(Pull pull) noexcept { nrf51::make_input(pin, pull); }
    static void make_open_drain(bool level, Pull pull) noexcept {
        nrf51::make_open_drain(pin, level, pull);
    }
    static void release() noexcept { nrf51::release(pin); }
    static void write(bool level) noexcept { (level ? gpio().set : gpio().clear) = 1U << pin; }
    static bool read() noexcept { return (gpio().input >> pin & 1U) != 0; }
    static bool driven() noexcept { return (gpio().output >> pin & 1U) != 0; }
    static bool claim() noexcept { return claim_pad(pin); }
    static void unclaim() noexcept { unclaim_pad(pin); }
    static bool on_edge(Edge edge, Callback callback) noexcept {
        return watch_edges(pin, edge, callback);
    }
    static void ignore_edges() noexcept {
        if (nrf51::ignore_edges != nullptr) nrf51::ignore_edges(pin);
    }
};

}  // namespace perth::hal::nrf51

namespace perth::pad {

#define PERTH_TEN_PADS(TENS)                                 \
    using P0_##TENS##0 = hal::nrf51::GpioPad<TENS * 10 + 0>; \
    using P0_##TENS##1 = hal::nrf51::GpioPad<TENS * 10 + 1>; \
    using P0_##TENS##2 = hal::nrf51::GpioPad<TENS * 10 + 2>; \
    using P0_##TENS##3 = hal::nrf51::GpioPad<TENS * 10 + 3>; \
    using P0_##TENS##4 = hal::nrf51::GpioPad<TENS * 10 + 4>; \
    using P0_##TENS##5 = hal::nrf51::GpioPad<TENS * 10 + 5>; \
    using P0_##TENS##6 = hal::nrf51::GpioPad<TENS * 10 + 6>; \
    using P0_##TENS##7 = hal::nrf51::GpioPad<TENS * 10 + 7>; \
    using P0_##TENS##8 = hal::nrf51::GpioPad<TENS * 10 + 8>; \
    using P0_##TENS##9 = hal::nrf51::GpioPad<TENS * 10 + 9>;

PERTH_TEN_PADS(0)
PERTH_TEN_PADS(1)
PERTH_TEN_PADS(2)
using P0_30 = hal::nrf51::GpioPad<30>;
using P0_31 = hal::nrf51::GpioPad<31>;

#undef PERTH_TEN_PADS

static_assert(hal::EdgePad<P0_00> && hal::OpenDrainPad<P0_31>);

}  // namespace perth::pad
