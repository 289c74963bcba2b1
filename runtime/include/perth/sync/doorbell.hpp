// How interrupts and foreign threads call a scheduler: what the primitives for them are made of.
#pragma once

#include <atomic>

#include "perth/core/scheduler.hpp"

namespace perth::detail {

/// Rung from any context after a change of some state; answered between two turns of the scheduler
/// that listens, if any. Several rings before the answer count as one.
///
/// Who is going to wait calls listen() first and looks at the state afterwards; who changes the
/// state rings afterwards: so one of them sees the other. All are sequentially consistent.
///
/// Shared state: all members but the answer are atomic. `posted_` says that the item is in the
/// scheduler's inbox, or about to be; whoever sets it posts.
class Doorbell : InboxItem {
public:
    /// Called in the scheduler's own context.
    using Answer = void (*)(Doorbell& bell) noexcept;

    explicit Doorbell(Answer answer) noexcept : InboxItem{.take = &taken}, answer_(answer) {}
    /// Nobody may ring any more.
    ~Doorbell() { silence(); }
    Doorbell(const Doorbell&) = delete;
    Doorbell& operator=(const Doorbell&) = delete;

    /// From here on rings are answered by `scheduler`.
    void listen(Scheduler& scheduler) noexcept {
        scheduler_.store(&scheduler);
        listening_.store(true);
    }
    /// Rings need no answer for now: they cost a load.
    void ignore() noexcept { listening_.store(false); }
    /// Interrupt: allowed, also from other threads. Time: bounded, about 45 instructions.
    void ring() noexcept {
        if (listening_.load()) post();
    }
    /// Takes back a ring that was not answered yet. Nobody may ring meanwhile.
    void silence() noexcept;

private:
    void post() noexcept;
    static void taken(Scheduler& scheduler, InboxItem& item) noexcept;

    Answer answer_;
    std::atomic<Scheduler*> scheduler_ = nullptr;
    std::atomic<bool> listening_ = false;
    std::atomic<bool> posted_ = false;
};

}  // namespace perth::detail
