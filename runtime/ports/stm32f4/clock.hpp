// How fast the buses run, and what is made of them.
#pragma once

#include <board.hpp>
#include <cstdint>
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::stm32f4 {

/// Returns the clock of the peripherals on a bus, Hz. Without the PLL nothing is divided.
inline std::uint32_t bus_hz(Bus bus) noexcept {
    constexpr std::uint32_t at_full_speed[] = {board::clock_hz / board::clocks::apb1_divider,
                                               board::clock_hz / board::clocks::apb2_divider};
    const std::uint32_t core_mhz = cortex_m::CoreClock::cycles_per_us();
    if (core_mhz != board::clock_hz / 1'000'000) return core_mhz * 1'000'000;
    return at_full_speed[static_cast<unsigned>(bus)];
}

/// Returns how many clocks of the bus a bit of that baud rate takes, rounded. `baud` is not 0.
inline std::uint32_t baud_divider(Bus bus, std::uint32_t baud) noexcept {
    return (bus_hz(bus) + baud / 2) / baud;
}

/// Returns the clock of the timers on a bus, Hz.
/// Source: ST RM0090, "Clocks": that of the bus, twice that if the bus is divided.
inline std::uint32_t timer_hz(Bus bus) noexcept {
    constexpr auto clock = [](std::uint32_t divider) {
        return divider > 2 ? board::clock_hz / (divider / 2) : board::clock_hz;
    };
    constexpr std::uint32_t at_full_speed[] = {clock(board::clocks::apb1_divider),
                                               clock(board::clocks::apb2_divider)};
    const std::uint32_t core_mhz = cortex_m::CoreClock::cycles_per_us();
    if (core_mhz != board::clock_hz / 1'000'000) return core_mhz * 1'000'000;
    return at_full_speed[static_cast<unsigned>(bus)];
}

}  // namespace perth::hal::stm32f4
