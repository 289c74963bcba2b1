// Preemptive threads beside the scheduler.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "perth/core/time.hpp"
#include "perth/hal/thread.hpp"

namespace perth {

namespace detail {

/// What Thread does without knowing the size of its stack.
class AnyThread {
public:
    AnyThread(const AnyThread&) = delete;
    AnyThread& operator=(const AnyThread&) = delete;

    /// Runs `function()` in this thread.
    template <std::convertible_to<void (*)()> F>
    void start(F function) noexcept {
        begin([](void (*it)(), void*) { it(); }, function, nullptr);
    }
    /// Runs `function(argument)` in this thread; the argument outlives it. Panics if the thread
    /// was started before and has not been joined. Cancel: see request_stop().
    template <typename T, std::convertible_to<void (*)(T&)> F>
    void start(F function, T& argument) noexcept {
        using Function = void (*)(T&);
        begin([](void (*it)(),
                 void* object) { reinterpret_cast<Function>(it)(*static_cast<T*>(object)); },
              reinterpret_cast<void (*)()>(static_cast<Function>(function)),
              const_cast<void*>(static_cast<const volatile void*>(&argument)));
    }

    /// Asks the thread to end: this_thread::stop_requested() is true there from now on. Nothing is
    /// interrupted, a sleep goes on to its end. Interrupt: allowed.
    void request_stop() noexcept { record_.stop.store(true, std::memory_order_relaxed); }
    /// Waits until the thread has ended; only one may wait, and not the thread itself. If that is
    /// the main thread, its tasks wait, too.
    void join() noexcept { hal::join_thread(record_); }
    /// Returns whether the thread was started and has not ended.
    [[nodiscard]] bool running() const noexcept {
        return record_.state.load() != hal::ThreadRecord::State::ended;
    }
    /// Returns how many bytes of the stack no call has ever used; on the host all of them.
    [[nodiscard]] std::size_t stack_left() const noexcept { return hal::unused_stack(record_); }

protected:
    AnyThread() noexcept = default;
    ~AnyThread() = default;

    hal::ThreadRecord record_;

private:
    void begin(hal::ThreadEntry entry, void (*function)(), void* argument) noexcept;
};

/// Lies below the record, which a stack that overflows therefore leaves alone.
template <std::size_t Words>
struct ThreadStack {
    alignas(8) std::array<std::uint32_t, Words> stack;
};

}  // namespace detail

/// A thread with its stack in itself: it is interrupted where it is when its time is over.
///
///     void blink(bool& led) {
///         while (!perth::this_thread::stop_requested()) {
///             led = !led;
///             perth::this_thread::sleep_for(150ms);
///         }
///     }
///
///     perth::Task<> two_leds(perth::Scheduler&, bool& red, bool& blue) {
///         perth::Thread<512> first;
///         perth::Thread<512> second;
///         first.start(blink, red);
///         second.start(blink, blue);
///         co_await perth::sleep(1s);
///         first.request_stop();
///         second.request_stop();
///     }  // waits for both
///
/// Each ready thread runs for a slice of 1 ms, in turn; one that has slept enough runs at once, so
/// those that sleep for less time than they run leave nothing to the others. The scheduler, with
/// all tasks, is one of them: the main thread. While it has nothing to do, it takes part in no
/// turn; an alarm of a task gives it the next turn at once, as does what an interrupt or a thread
/// left for it. The processor sleeps while no thread is ready.
///
/// Threads share with tasks, interrupts and each other what is documented as allowed in interrupts
/// or from other threads: ThreadSafeFlag, ThreadSafeEvent, Message, one side of a SpscQueue,
/// ByteRing or Delay, hal::Critical, std::atomic. All else belongs to the main thread: tasks,
/// handles, the other primitives. A scheduler that runs in a thread panics, as does
/// Scheduler::current(). println() may be called by one of them at a time, or lines mix.
///
/// On a board: no heap; interrupts run on the main thread's stack. A stack that overflows panics at
/// the next switch, with its size and the thread's address. perth's firmware computes real numbers
/// without an FPU, so a switch does not save its registers.
/// On the host: a std::jthread, where StackBytes mean nothing. In virtual time the clock stands
/// still until all threads sleep or wait, so none may spin until a moment comes.
///
/// Interrupt: not allowed, but for request_stop().
/// Memory:    StackBytes and 32 bytes on a 32-bit core. StackBytes hold the deepest call and 64
///            bytes for the registers. Time: a switch takes about 90 instructions.
template <std::size_t StackBytes = 1024>
class Thread : detail::ThreadStack<StackBytes / sizeof(std::uint32_t)>, public detail::AnyThread {
    static_assert(StackBytes >= 128 && StackBytes % 8 == 0,
                  "a stack holds at least 128 bytes, a multiple of 8");

public:
    Thread() noexcept {
        record_.stack = this->stack.data();
        record_.stack_words = this->stack.size();
    }
    /// Asks the thread to stop and waits until it has ended.
    ~Thread() {
        request_stop();
        join();
    }
};

/// What a thread does with itself; the main thread may, too, but then its tasks wait.
namespace this_thread {

/// Lets others run until `time`. Never returns early.
inline void sleep_until(Time time) noexcept {
    hal::sleep_thread_until(time.time_since_epoch().count());
}
/// Lets others run for at least `duration`.
inline void sleep_for(Duration duration) noexcept {
    hal::sleep_thread_until(hal::now() + duration.count() + hal::truncation);
}
/// Ends this thread's turn.
inline void yield() noexcept { hal::yield_thread(); }
/// Returns whether somebody asked this thread to end; never in the main thread.
[[nodiscard]] inline bool stop_requested() noexcept {
    const hal::ThreadRecord* const thread = hal::current_thread();
    return thread != nullptr && thread->stop.load(std::memory_order_relaxed);
}

}  // namespace this_thread

}  // namespace perth
