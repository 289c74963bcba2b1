// What the contract uses of this family's chip, and how late its emulator may be.
#pragma once

#include <board.hpp>  // how much flash there is
#include <cstdint>
#include <perth_port.hpp>

namespace perth::contract {

/// How much later than its time a task may wake, in microseconds: TIMER is exact in rp2040js, and
/// the rest is the instructions that run meanwhile.
inline constexpr std::int32_t latest_wake_us = 10;

/// A pad that nobody uses.
using Free = pad::GPIO22;
/// The pads whose edges the world makes, and sees.
using In = pad::GPIO2;
using Out = pad::GPIO3;
/// A serial line beside the console's.
using Line = uart::Wired<uart::UART1, pad::GPIO8, pad::GPIO9>;

}  // namespace perth::contract
