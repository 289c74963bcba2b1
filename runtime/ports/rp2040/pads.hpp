// The pads GPIO0…GPIO29 as types: perth::pad::GPIO25.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "registers.hpp"
#include "units.hpp"

namespace perth::hal::rp2040 {

/// What pads do; one function each for all pads. `pin` 0…29.
void make_output(unsigned pin, bool level) noexcept;
void make_input(unsigned pin, Pull pull) noexcept;
void make_open_drain(unsigned pin, bool level, Pull pull) noexcept;
/// Hands the pad to a unit.
void make_function(unsigned pin, IoBank::Function function, Pull pull) noexcept;
/// Cuts the digital part off, for a voltage that is measured.
void make_analog(unsigned pin) noexcept;
void release(unsigned pin) noexcept;
/// Calls `callback` at each such edge. Linked with the handler only if used.
void watch_edges(unsigned pin, Edge edge, Callback callback) noexcept;
/// Ends that. Weak: linked with watch_edges().
[[gnu::weak]] void ignore_edges(unsigned pin) noexcept;

/// A bit for each pad that is an open drain: its output stays low, and is switched on and off.
/// Written with interrupts masked.
inline std::uint32_t open_drains = 0;

/// One pad; see hal::Pad.
template <unsigned Pin>
struct GpioPad {
    static constexpr unsigned pin = Pin;
    static constexpr std::uint32_t mask = 1U << Pin;
    static constexpr char name[] = {'G',
                                    'P',
                                    'I',
                                    'O',
                                    static_cast<char>(Pin < 10 ? '0' + Pin : '0' + Pin / 10),
                                    static_cast<char>(Pin < 10 ? '\0' : '0' + Pin % 10),
                                    '\0'};

    // Inlined even where size counts: the runtime's own use is not to call the program's copy,
    // which moves.
    [[gnu::always_inline]] static void make_output(bool level) noexcept {
        rp2040::make_output(pin, level);
    }
    static void make_input(Pull pull) noexcept { rp2040::make_input(pin, pull); }
    static void make_open_drain(bool level, Pull pull) noexcept {
        rp2040::make_open_drain(pin, level, pull);
    }
    static void release() noexcept { rp2040::release(pin); }
    [[gnu::always_inline]] static void write(bool level) noexcept {
        if ((open_drains & mask) != 0) {
            (level ? sio().enable_clear : sio().enable_set) = mask;
        } else {
            (level ? sio().out_set : sio().out_clear) = mask;
        }
    }
    static bool read() noexcept { return (sio().in & mask) != 0; }
    static bool driven() noexcept {
        if ((open_drains & mask) != 0) return (sio().enable & mask) == 0;
        return (sio().out & mask) != 0;
    }
    static bool claim() noexcept { return claim_all(0, mask); }
    static void unclaim() noexcept { unclaim_all(0, mask); }
    static bool on_edge(Edge edge, Callback callback) noexcept {
        watch_edges(pin, edge, callback);
        return true;  // each pad has a line of its own
    }
    static void ignore_edges() noexcept {
        if (rp2040::ignore_edges != nullptr) rp2040::ignore_edges(pin);
    }
};

}  // namespace perth::hal::rp2040

namespace perth::pad {

#define PERTH_PAD(N) using GPIO##N = hal::rp2040::GpioPad<N>;
PERTH_PAD(0)
PERTH_PAD(1)
PERTH_PAD(2)
PERTH_PAD(3)
PERTH_PAD(4)
PERTH_PAD(5)
PERTH_PAD(6)
PERTH_PAD(7)
PERTH_PAD(8)
PERTH_PAD(9)
PERTH_PAD(10)
PERTH_PAD(11)
PERTH_PAD(12)
PERTH_PAD(13)
PERTH_PAD(14)
PERTH_PAD(15)
PERTH_PAD(16)
PERTH_PAD(17)
PERTH_PAD(18)
PERTH_PAD(19)
PERTH_PAD(20)
PERTH_PAD(21)
PERTH_PAD(22)
PERTH_PAD(23)
PERTH_PAD(24)
PERTH_PAD(25)
PERTH_PAD(26)
PERTH_PAD(27)
PERTH_PAD(28)
PERTH_PAD(29)
#undef PERTH_PAD

static_assert(hal::EdgePad<GPIO0> && hal::OpenDrainPad<GPIO0>);

}  // namespace perth::pad
