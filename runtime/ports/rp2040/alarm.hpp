// One of the four alarms of the timer.
#pragma once

#include <cstdint>

#include "registers.hpp"
#include "time_base.hpp"

namespace perth::hal::rp2040 {

/// Sees to it that alarm 0…3 interrupts at `due`. False if that moment has passed: then the alarm
/// is off. Interrupts are masked.
///
/// An alarm compares the low 32 bits, for equality. One for a moment that has passed would come 71
/// minutes too late; so after arming we look at the clock again.
inline bool arm_alarm(unsigned index, std::int64_t due) noexcept {
    if (now() < due) {
        timer().alarm[index] = static_cast<std::uint32_t>(due);
        if (now() < due) return true;
    }
    timer().armed = 1U << index;
    return false;
}

}  // namespace perth::hal::rp2040
