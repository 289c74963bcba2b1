// How the contact of a button or switch is wired.
#pragma once

#include "perth/hal/pin.hpp"

namespace perth {

/// A contact between a pin and ground or the supply.
struct Wiring {
    bool normally_open = true;  ///< pressing closes the contact; else it opens it
    bool to_ground = true;      ///< the closed contact pulls the pin low; else it pulls it high
    hal::Pull pull = to_ground ? hal::Pull::up : hal::Pull::down;  ///< while it is open
};

/// The input for a contact that is not in the board's definition; on while it is pressed.
///
///     template <perth::hal::Pad P>
///     perth::Task<> watch_stop(perth::Scheduler&) {
///         const perth::ContactInput<P, {.normally_open = false}> stop;
///         while (!stop.is_on()) co_await perth::sleep(20ms);
///         perth::println("stop");
///     }
template <hal::Pad P, Wiring W = Wiring{}>
using ContactInput =
    hal::Input<P, W.normally_open == W.to_ground ? active::low : active::high, W.pull>;

}  // namespace perth
