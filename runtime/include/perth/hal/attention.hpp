// The one word that a scheduler looks at between two turns.
#pragma once

#include <atomic>
#include <cstdint>

#include "perth/hal/hal.hpp"

namespace perth {

/// Why a scheduler is to look up before the next turn: four flags that are read as one word.
///
/// Each flag is a byte, written by plain stores from any context: no exclusive access and no masked
/// interrupts are needed, on no core. The owning scheduler clears a flag before it acts on it, so
/// that nothing raised meanwhile is lost.
class alignas(std::uint32_t) Attention {
public:
    using Flag = std::atomic<std::uint8_t>;

    Flag alarm = 0;     ///< the time given to hal::set_alarm has come; raised by the port
    Flag inbox = 0;     ///< an interrupt or a thread left something in the inbox
    Flag stop = 0;      ///< run_forever is to return
    Flag internal = 0;  ///< reasons of the scheduler itself; thread context only

    /// Raises `flag` and ends the scheduler's sleep. Interrupt: allowed, also from other threads.
    static void raise(Flag& flag) noexcept {
        if constexpr (hal::single_core) {
            std::atomic_signal_fence(std::memory_order_release);
            flag.store(1, std::memory_order_relaxed);
        } else {
            flag.store(1, std::memory_order_release);
        }
        hal::wake();
    }
    /// Clears `flag`; returns whether it was raised.
    static bool take(Flag& flag) noexcept {
        if constexpr (hal::single_core) {
            // Raised again before it is cleared is all the same: the caller acts afterwards.
            if (flag.load(std::memory_order_relaxed) == 0) return false;
            flag.store(0, std::memory_order_relaxed);
            std::atomic_signal_fence(std::memory_order_acquire);
            return true;
        } else {
            return flag.exchange(0, std::memory_order_acq_rel) != 0;
        }
    }

    /// Returns whether any flag is raised.
    [[nodiscard]] bool any() const noexcept {
        using Word [[gnu::may_alias]] = std::uint32_t;
        return __atomic_load_n(reinterpret_cast<const Word*>(&alarm), __ATOMIC_RELAXED) != 0;
    }
};
static_assert(sizeof(Attention) == sizeof(std::uint32_t));

}  // namespace perth
