// The host port's clock and what is scripted on it; private to the port.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "host.hpp"
#include "perth/hal/attention.hpp"
#include "perth/hal/thread.hpp"
#include "perth/hal/wide_counter.hpp"

namespace perth::host {

/// Virtual or real time, one alarm, scripted events, sleep.
class SimulatedClock {
public:
    SimulatedClock();
    ~SimulatedClock();

    void restart(Pace pace);
    [[nodiscard]] std::int64_t now() noexcept;
    void set_alarm(std::int64_t due, Attention& attention) noexcept;
    void at(std::int64_t time, std::function<void()> action);
    void end_at(std::int64_t time) noexcept;

    /// Sleeps: jumps to whatever comes next, or waits for it in wall-clock time. While a socket
    /// waits, virtual time passes as the computer's does.
    void idle() noexcept;
    /// Ends a sleep; from any thread.
    void wake() noexcept;
    /// Lets time pass while the firmware computes; interrupts are delivered on the way.
    void busy_wait(std::int64_t duration) noexcept;
    /// Lets time pass while the processor stands still: interrupts are late by as much.
    void stand_still(std::int64_t duration) noexcept;

    /// The program's threads, other than the main thread: virtual time jumps only while all of them
    /// sleep or wait for another's end.
    void thread_begins(hal::ThreadRecord& thread) noexcept;
    void thread_ends(hal::ThreadRecord& thread) noexcept;
    /// Waits until `thread` has ended; null is the main thread.
    void wait_for_end(hal::ThreadRecord& thread, hal::ThreadRecord* waiter) noexcept;
    /// Waits until now() >= `due`.
    void sleep_thread(std::int64_t due, bool in_thread) noexcept;

    /// Calls an interrupt handler of the firmware: at once, or as soon as the firmware lets it, if
    /// interrupts are masked, another handler runs, or a thread asks: handlers run on the main one.
    void interrupt(hal::Callback handler) noexcept;
    /// Calls the handlers that were held back.
    void serve_interrupts() noexcept;
    [[nodiscard]] bool in_interrupt() const noexcept { return in_event_ || in_handler_; }
    [[nodiscard]] std::size_t idles() const noexcept { return idles_; }
    /// Calls `action` when `fd` can be read while nothing else is due; -1: nobody listens any more.
    void listen(int fd, std::function<void()> action) {
        input_fd_ = fd;
        on_input_ = std::move(action);
    }

private:
    /// Waits at most so many microseconds, if that is not no_alarm.
    void wait_for_world(std::int64_t longest) noexcept;
    void pass_until(std::int64_t time) noexcept;
    [[nodiscard]] bool threads_rest() noexcept;
    void wait_for_threads() noexcept;
    void wake_threads() noexcept;
    [[nodiscard]] std::int64_t next_due() const noexcept;
    void jump_to(std::int64_t time) noexcept;
    void deliver() noexcept;
    void deliver_events() noexcept;
    [[nodiscard]] bool take_held_back(hal::Callback& handler) noexcept;
    [[nodiscard]] std::int64_t time() const noexcept;
    void run_alarm_thread();
    void stop_alarm_thread();

    Pace pace_ = Pace::virtual_time;
    std::int64_t now_ = 0;
    std::int64_t started_ = 0;
    std::int64_t end_ = hal::no_alarm;
    std::int64_t alarm_ = hal::no_alarm;
    Attention* attention_ = nullptr;
    std::multimap<std::int64_t, std::function<void()>> script_;
    WideCounter counter_;
    int input_fd_ = -1;
    std::function<void()> on_input_;
    std::atomic<bool> in_event_ = false;
    std::atomic<bool> in_handler_ = false;
    std::mutex held_back_mutex_;
    std::deque<hal::Callback> held_back_;
    std::size_t idles_ = 0;
    int wake_fd_ = -1;
    // wake() writes woken_, then reads asleep_; idle() writes asleep_, then reads woken_: one of
    // them sees the other.
    std::atomic<bool> woken_ = false;
    std::atomic<bool> asleep_ = false;
    // The program's threads, under their mutex. A sleeper counts as running from the moment at
    // which the clock reaches its time, so that the clock does not go on before it ran.
    mutable std::mutex threads_mutex_;
    std::condition_variable threads_changed_;
    std::atomic<int> threads_ = 0;
    int running_threads_ = 0;
    std::multiset<std::int64_t> sleepers_;
    std::int64_t threads_woken_ = 0;  // those of this time and before
    // Only in wall-clock time: raises the alarm while tasks compute, and lets them come to
    // set_alarm() when an event is due.
    mutable std::mutex mutex_;
    std::int64_t event_due_ = hal::no_alarm;
    std::condition_variable changed_;
    std::thread alarm_thread_;
    bool stopping_ = false;
};

SimulatedClock& simulated_clock() noexcept;

}  // namespace perth::host
