// A tick of TIMER1, while somebody wants one: what must end though its own interrupt never comes.
#pragma once

#include <cstdint>

namespace perth::hal::nrf51 {

/// Who wants ticks.
enum class Ticked : std::uint8_t { edges, serial0, serial1 };

inline constexpr std::uint32_t tick_us = 1000;

/// Calls `function` in interrupt context every `tick_us` from now on, or later where interrupts are
/// masked; until stop_ticks(). Interrupt: allowed.
void start_ticks(Ticked who, void (*function)()) noexcept;
void stop_ticks(Ticked who) noexcept;

}  // namespace perth::hal::nrf51
