// Moments at which the port's drivers are called, all by alarm 3 of the timer.
#pragma once

#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal::rp2040 {

/// One such moment. Lives as long as it is set.
struct Deadline {
    Callback callback = {};
    Deadline* next = nullptr;
    std::int64_t due = 0;
    bool is_set = false;
};

/// Calls `deadline`'s callback in interrupt context at `due` or as soon as it can after. Replaces
/// what was set before. Interrupt: allowed.
void set_deadline(Deadline& deadline, std::int64_t due) noexcept;
/// Calls nobody. Interrupt: allowed.
void cancel_deadline(Deadline& deadline) noexcept;

}  // namespace perth::hal::rp2040
