// A value from an interrupt or a foreign thread to any number of tasks.
#pragma once

#include <type_traits>

#include "perth/sync/short_lock.hpp"
#include "perth/sync/thread_safe_event.hpp"

namespace perth {

/// A ThreadSafeEvent with a value: who waits gets what was set last. No queue: a second set()
/// overwrites the first value. Somebody must clear() it, or the next wait gives the same value.
///
///     perth::Message<int> temperature;
///
///     void on_conversion(int celsius) { temperature.set(celsius); }  // in an interrupt
///
///     perth::Task<int> highest_of_three() {
///         int highest = 0;
///         for (int i = 0; i < 3; ++i) {
///             const int now = co_await temperature.wait();
///             temperature.clear();
///             if (now > highest) highest = now;
///         }
///         co_return highest;
///     }
///
/// Shared state: the value is copied under a ShortLock, so no reader sees half of it.
///
/// Cancel:     who waits leaves; the others are not disturbed.
/// Interrupt:  set(), clear(), is_set() and value(), also from other threads; masks interrupts
///             while a value is copied.
/// Memory:     a value and 32 bytes on a 32-bit core. It outlives the interrupts and threads that
///             use it. Destroying it while a task waits panics.
template <typename T>
class Message {
    static_assert(std::is_trivially_copyable_v<T>,
                  "a message's value is copied with interrupts masked: it must be trivially "
                  "copyable");
    class Wait;

public:
    /// Interrupt: allowed, also from other threads.
    void set(const T& value) noexcept {
        {
            const detail::ShortLock::Guard guard(lock_);
            value_ = value;
        }
        event_.set();
    }
    /// Interrupt: allowed, also from other threads.
    void clear() noexcept { event_.clear(); }
    [[nodiscard]] bool is_set() const noexcept { return event_.is_set(); }
    /// Returns what was set last, a T() if nothing ever was.
    [[nodiscard]] T value() const noexcept {
        const detail::ShortLock::Guard guard(lock_);
        return value_;
    }

    /// Waits until the message is set and gives its value; does not suspend if it is set.
    [[nodiscard]] Wait wait() noexcept { return Wait(*this); }

private:
    ThreadSafeEvent event_;
    mutable detail::ShortLock lock_;
    T value_{};
};

template <typename T>
class [[nodiscard("co_await it")]] Message<T>::Wait : public ThreadSafeEvent::Wait {
public:
    explicit Wait(Message& message) noexcept
        : ThreadSafeEvent::Wait(message.event_), message_(message) {}
    [[nodiscard]] T await_resume() const noexcept { return message_.value(); }

private:
    Message& message_;
};

}  // namespace perth
