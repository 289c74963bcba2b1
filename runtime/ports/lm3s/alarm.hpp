// Time-outs of the port's own drivers, in interrupt context. They share the fourth timer, TIMER3,
// which programs therefore do not get: SysTick's one alarm is the scheduler's.
#pragma once

#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal::lm3s {

/// Calls a function once. It must live until then, or until it is cancelled. All members: with
/// interrupts masked, or from an interrupt.
class Alarm {
public:
    explicit constexpr Alarm(Callback callback) noexcept : callback_(callback) {}

    /// Calls the callback at the earliest `us` microseconds from now; replaces what was set.
    void set(std::uint32_t us) noexcept;
    void cancel() noexcept;
    /// Of the timer's interrupt: calls what is due.
    static void serve() noexcept;

private:
    static void arm() noexcept;

    Callback callback_;
    std::int64_t due_ = 0;
    Alarm* next_ = nullptr;
    bool is_set_ = false;
    static inline Alarm* first_ = nullptr;  // in no order; there are five at most
};

}  // namespace perth::hal::lm3s
