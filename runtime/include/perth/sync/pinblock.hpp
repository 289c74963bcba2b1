// Waiting for interrupts, and counting those that come meanwhile.
#pragma once

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <optional>

#include "perth/core/scheduler.hpp"
#include "perth/core/wake.hpp"
#include "perth/core/watcher.hpp"

namespace perth {

/// Wakes one task when interrupts have come, or when a time is over; may be awaited again and
/// again.
///
///     void count(void* edges) { static_cast<perth::Pinblock*>(edges)->interrupt(); }
///
///     perth::Task<> count_edges(perth::Scheduler&) {
///         board::Pulse pin;
///         perth::Pinblock edges(3s);
///         (void)pin.on_edge(perth::hal::Edge::falling, {&count, &edges});
///         const perth::Wake wake = co_await edges;  // wake.interrupts of them, or wake.late
///         perth::println("{}", wake.interrupts);
///         pin.ignore_edges();
///     }
///
/// With Order::urgent_first the one with the most interrupts goes first of all. Outlives its
/// interrupts. Destroying it while a task waits is an error of the program: keep it in the task.
class Pinblock : detail::Watcher {
public:
    explicit Pinblock(std::optional<Duration> timeout = {}) noexcept
        : Watcher(&expire), timeout_(timeout) {}
    ~Pinblock();
    Pinblock(const Pinblock&) = delete;
    Pinblock& operator=(const Pinblock&) = delete;

    /// Counts one. Interrupt: allowed. Time: bounded, about 40 instructions.
    void interrupt() noexcept;

    [[nodiscard]] auto operator co_await() noexcept { return Awaiter{*this}; }

private:
    struct Awaiter {
        Pinblock& block;
        ~Awaiter() { block.give_up(); }
        static constexpr bool await_ready() noexcept { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> task) const noexcept {
            block.enter(task.promise());
        }
        [[nodiscard]] Wake await_resume() const noexcept { return block.end(); }
    };
    struct Item : detail::InboxItem {
        Pinblock* block;
    };
    static void take(Scheduler& scheduler, detail::InboxItem& item) noexcept;
    static void expire(Watcher& timer) noexcept;
    void enter(detail::PromiseBase& task) noexcept;
    Wake end() noexcept;
    void give_up() noexcept {
        leave();
        waiting_ = nullptr;
    }

    std::atomic<std::uint32_t> count_ = 0;         // written in interrupts, taken by the task
    std::atomic<bool> posted_ = false;             // as in ThreadSafeFlag
    std::atomic<Scheduler*> scheduler_ = nullptr;  //
    detail::WaitLine waiter_;                      // until the first interrupt was taken
    detail::PromiseBase* waiting_ = nullptr;       // until its turn
    std::optional<Duration> timeout_;
    std::int64_t due_ = 0;
    bool expired_ = false;
    Item item_{{.take = &take}, this};
};

}  // namespace perth
