// TIMER0, which runs for ever: the clock, and the two periodic timers.
#pragma once

#include <cstdint>

namespace perth::hal::nrf51 {

/// TIMER0's channels.
struct Channel {
    static constexpr unsigned alarm = 0;
    static constexpr unsigned capture = 1;
    static constexpr unsigned first_periodic = 2;  // and the next one
};

/// Returns the low 32 bits of now(). Interrupts are masked.
std::uint32_t count_now() noexcept;

/// Makes TIMER0 interrupt when it counts `target`, up to 2^31 ahead; at once where that is past or
/// too near to be met. Interrupts are masked.
void interrupt_at(unsigned channel, std::uint32_t target) noexcept;

/// Called by TIMER0's interrupt, whatever it came for. Weak: linked with the periodic timers.
[[gnu::weak]] void serve_periodic_timers() noexcept;

}  // namespace perth::hal::nrf51
