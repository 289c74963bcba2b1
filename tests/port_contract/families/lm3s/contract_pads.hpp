// What the contract uses of this family's chip, and how late its emulator may be.
#pragma once

#include <cstdint>
#include <perth_port.hpp>

namespace perth::contract {

/// How much later than its time a task may wake, in microseconds. QEMU's clock follows the
/// computer's while the chip sleeps on SysTick, and the computer has other work, too.
inline constexpr std::int32_t latest_wake_us = 250'000;

/// A pad that nobody uses.
using Free = pad::PG0;
/// The pads that the world drives and watches.
using In = pad::PB4;
using Out = pad::PF0;
/// The emulator's second serial line.
using Line = uart::Wired<uart::UART1, pad::PD3, pad::PD2>;

}  // namespace perth::contract
