// How a driver comes to act by itself, and survives being destroyed by what it calls.
#pragma once

#include "perth/core/watcher.hpp"

namespace perth::detail {

/// Turns of a driver's own in a scheduler: at a time, or after an interrupt. Destroying it takes
/// them back; `act` may do that, and then must not touch the driver any more.
class OwnTurn : Watcher {
public:
    /// `scheduler` must outlive it.
    OwnTurn(Scheduler& scheduler, hal::Callback act) noexcept : Watcher(&run), act_(act) {
        attach(scheduler);
    }
    ~OwnTurn() { scheduler().forget(promise()); }
    OwnTurn(const OwnTurn&) = delete;
    OwnTurn& operator=(const OwnTurn&) = delete;

    /// Acts `duration` from now, and not at the time set before.
    void in(Duration duration) noexcept {
        leave();
        wake_in(duration);
    }
    /// Acts at `due`, and not at the time set before.
    void at(Due due) noexcept {
        leave();
        wake_at(due);
    }
    /// Acts as soon as a task that an interrupt has woken would; not for one that at() is used for.
    void after_interrupt() noexcept {
        if (promise().header().status == TaskStatus::held) scheduler().wake_from_io(promise());
    }
    void never() noexcept { leave(); }

private:
    [[nodiscard]] Scheduler& scheduler() noexcept { return *promise().scheduler; }
    static void run(Watcher& watcher) noexcept { static_cast<OwnTurn&>(watcher).act_(); }

    hal::Callback act_;
};

/// Lets an object's function notice that something it has called has destroyed the object.
class Lifeline {
public:
    Lifeline() noexcept = default;
    ~Lifeline() {
        if (cut_ != nullptr) *cut_ = true;
    }
    Lifeline(const Lifeline&) = delete;
    Lifeline& operator=(const Lifeline&) = delete;

    /// Calls `action`; returns false if the lifeline has not survived that.
    template <typename Action, typename... Args>
    [[nodiscard]] bool survives(const Action& action, Args... arguments) noexcept {
        bool cut = false;
        cut_ = &cut;
        action(arguments...);
        if (!cut) cut_ = nullptr;
        return !cut;
    }

private:
    bool* cut_ = nullptr;
};

}  // namespace perth::detail
