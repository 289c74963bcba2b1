// What the contract uses of this family's chip, and how late its emulator may be.
#pragma once

#include <cstdint>
#include <perth_port.hpp>

namespace perth::contract {

/// How much later than its time a task may wake, in microseconds: TIMER0 is exact in QEMU, and the
/// rest is the instructions that run meanwhile.
inline constexpr std::int32_t latest_wake_us = 5;

/// A pad that nobody uses.
using Free = pad::P0_05;
/// The pads whose edges the world makes, and sees.
using In = pad::P0_17;
using Out = pad::P0_13;

}  // namespace perth::contract
