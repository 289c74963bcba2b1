// What the contract uses of this family's chip, and how late its emulator may be.
#pragma once

#include <board.hpp>
#include <cstdint>
#include <perth_port.hpp>

namespace perth::contract {

/// How much later than its time a task may wake, in microseconds. QEMU's clock follows the
/// computer's while the chip sleeps on SysTick, and the computer has other work, too.
inline constexpr std::int32_t latest_wake_us = 250'000;

/// A pad that nobody uses.
using Free = pad::PB4;

/// A UART that the console does not use.
using Line = uart::Wired<uart::USART2, pad::PA2, pad::PA3>;

}  // namespace perth::contract
