// Masked interrupts, and what context the processor is in.
#pragma once

#include <cstdint>

namespace perth::hal {

namespace cortex_m {

/// Masks interrupts; returns what unmask() wants to restore the state before.
inline std::uint32_t mask() noexcept {
    std::uint32_t before;
    asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before) : : "memory");
    return before;
}

inline void unmask(std::uint32_t before) noexcept {
    asm volatile("msr primask, %0" : : "r"(before) : "memory");
}

}  // namespace cortex_m

/// Masks interrupts while it lives; nests. Faults and NMI are not masked.
///
/// Interrupt: allowed. Time: two instructions to enter, one to leave.
class Critical {
public:
    Critical() noexcept : before_(cortex_m::mask()) {}
    ~Critical() { cortex_m::unmask(before_); }
    Critical(const Critical&) = delete;
    Critical& operator=(const Critical&) = delete;

private:
    std::uint32_t before_;
};

/// Returns whether an exception or interrupt handler runs now.
[[nodiscard]] inline bool in_interrupt() noexcept {
    std::uint32_t number;
    asm volatile("mrs %0, ipsr" : "=r"(number));
    return number != 0;
}

}  // namespace perth::hal
