// A pad of no chip in particular, with interrupts.
#pragma once

#include "perth/hal/pin.hpp"

namespace alone {

/// The pads' interrupt.
inline perth::hal::Callback handlers[2];
[[gnu::used, gnu::retain]] inline void interrupt(int pad) { handlers[pad](); }

template <int Number>
struct Pad {
    static constexpr char name[] = "X";
    static void make_output(bool on) noexcept { level = on; }
    static void make_input(perth::hal::Pull) noexcept {}
    static void release() noexcept {}
    static void write(bool on) noexcept { level = on; }
    static bool read() noexcept { return level; }
    static bool driven() noexcept { return level; }
    static bool claim() noexcept { return true; }
    static void unclaim() noexcept {}
    static bool on_edge(perth::hal::Edge, perth::hal::Callback callback) noexcept {
        handlers[Number] = callback;
        return true;
    }
    static void ignore_edges() noexcept { handlers[Number] = {}; }

    static inline volatile bool level;
};

template <int Number>
using Input = perth::hal::Input<Pad<Number>>;
template <int Number>
using Output = perth::hal::Output<Pad<Number>>;

inline volatile int seen;

}  // namespace alone
