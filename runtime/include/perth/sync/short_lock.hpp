// Exclusion for a few instructions, in any context.
#pragma once

#include <atomic>

#include "perth/hal/exchange.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

/// Protects a value that interrupts and other cores or threads use: masks interrupts, and spins
/// where there is more than one core. Only for a bounded few instructions.
class ShortLock {
public:
    class [[nodiscard]] Guard {
    public:
        explicit Guard(ShortLock& lock) noexcept : lock_(lock) {
            if constexpr (!hal::single_core) {
                while (hal::exchange(lock_.taken_, true)) {
                }
            }
        }
        ~Guard() {
            if constexpr (!hal::single_core) lock_.taken_.store(false);
        }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

    private:
        hal::Critical critical_;
        ShortLock& lock_;
    };

private:
    std::atomic<bool> taken_ = false;
};

}  // namespace perth::detail
