// The one word that a scheduler looks at between two turns.
#pragma once

#include <atomic>
#include <cstdint>

#include "perth/hal/hal.hpp"

namespace perth {

/// Reasons for a scheduler to look up before the next turn.
///
/// Written from any context (raise), read and cleared by the owning scheduler only.
class Attention {
public:
    enum Reason : std::uint32_t {
        alarm = 1,   ///< the time given to hal::set_alarm has come
        inbox = 2,   ///< an interrupt or thread left something in the inbox
        stop = 4,    ///< run_forever is to return
        cancel = 8,  ///< a task waits to be destroyed at the end of this turn
        pause = 16,  ///< the running task was paused
    };

    /// Interrupt: allowed. Time: a few instructions; masks interrupts on cores without LDREX.
    void raise(Reason reason) noexcept {
#if __GCC_ATOMIC_INT_LOCK_FREE == 2
        bits_.fetch_or(reason, std::memory_order_release);
#else
        const hal::Critical guard;
        bits_.store(bits_.load(std::memory_order_relaxed) | reason, std::memory_order_relaxed);
#endif
        hal::wake();
    }

    [[nodiscard]] bool any() const noexcept { return bits_.load(std::memory_order_relaxed) != 0; }

    /// Returns all reasons and clears them.
    std::uint32_t take() noexcept {
#if __GCC_ATOMIC_INT_LOCK_FREE == 2
        return bits_.exchange(0, std::memory_order_acquire);
#else
        const hal::Critical guard;
        const std::uint32_t bits = bits_.load(std::memory_order_relaxed);
        bits_.store(0, std::memory_order_relaxed);
        return bits;
#endif
    }

private:
    std::atomic<std::uint32_t> bits_ = 0;
};

}  // namespace perth
