// Masked interrupts, and what context the processor is in.
#pragma once

#include <cstdint>

namespace perth::hal {

/// Masks interrupts while it lives; nests. Faults and NMI are not masked.
///
/// Interrupt: allowed. Time: three instructions to enter, one to leave.
class Critical {
public:
    Critical() noexcept { asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before_) : : "memory"); }
    ~Critical() { asm volatile("msr primask, %0" : : "r"(before_) : "memory"); }
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
