// Atomic exchange on cores with and without exclusive access.
#pragma once

#include <atomic>

#include "perth/hal/hal.hpp"

namespace perth::hal {

/// Stores `value` and returns what was there, in one step. Interrupt: allowed, also from other
/// threads. Time: masks interrupts for a few instructions on cores without LDREX.
template <typename T>
T exchange(std::atomic<T>& variable, T value) noexcept {
    if constexpr (std::atomic<T>::is_always_lock_free) {
        return variable.exchange(value);
    } else {
        const Critical guard;
        const T before = variable.load(std::memory_order_relaxed);
        variable.store(value, std::memory_order_relaxed);
        return before;
    }
}

}  // namespace perth::hal
