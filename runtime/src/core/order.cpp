// The orders other than round robin, and pollers: who goes on out of turn. Linked only if asked
// for.
//
// Those that are ready out of turn hang in `hurried_`, their urgency in the place of their due,
// until they are chosen, one at each turn boundary; pollers hang there until their event comes.
// They count as waiting, so that they can be cancelled and paused like any other.
#include <algorithm>
#include <utility>

#include "perth/core/in_task.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/urgency.hpp"

namespace perth {

using detail::FrameHeader;
using detail::Node;
using detail::PromiseBase;
using detail::Urgency;

namespace {

/// Microseconds, while nothing is ready.
constexpr std::int64_t poll_period(PowerMode mode) noexcept {
    return mode == PowerMode::light_sleep ? 20'000 : 1000;
}

}  // namespace

void Scheduler::set_order(Order order) noexcept {
    detail::check_in_task();
    order_ = order;
    note(hurried);
}

void Scheduler::hurry(PromiseBase& promise, std::int64_t urgency) noexcept {
    Scheduler& scheduler = *promise.scheduler;
    FrameHeader& block = promise.header();
    const bool again = block.status == TaskStatus::waiting && promise.line == &scheduler.hurried_;
    promise.due = urgency;
    if (!again) {
        block.status = TaskStatus::waiting;
        scheduler.hurried_.push(promise);
    }
    scheduler.note(hurried);
}

void Scheduler::poll(PromiseBase& promise, detail::PollNode& poller) noexcept {
    promise.header().status = TaskStatus::ready;  // not in the line yet
    hurry(promise, Urgency::waiting(poller));
}

void Scheduler::expire(std::int64_t now) noexcept {
    while (!timers_.empty() && timers_.first().due <= now) {
        PromiseBase& promise = PromiseBase::of(timers_.pop());
        if (order_ == Order::urgent_first) {
            detail::trace_ready(promise);
            hurry(promise, Urgency::of_timer(promise.due));
        } else {
            detail::mark_timed(promise);
            wake(promise);
        }
    }
}

// Asks the pollers and returns the most urgent node, null if there is none. `more`: there are
// others to be chosen at the next boundary; `polls`: there are pollers whose event has not come.
Node* Scheduler::most_urgent(bool& more, bool& polls) noexcept {
    Node* best = nullptr;
    more = polls = false;
    for (Node* node = hurried_.first(); node != nullptr; node = hurried_.after(*node)) {
        PromiseBase& promise = PromiseBase::of(*node);
        if ((promise.header().flags & FrameHeader::frozen) != 0) continue;
        if (Urgency::is_waiting(node->due)) {
            detail::PollNode& poller = Urgency::poller(node->due);
            std::int32_t value = 0;
            if (!poller.poll(poller, value)) {
                polls = true;
                continue;
            }
            node->due = Urgency::of_event(value);
            detail::trace_ready(promise);
        }
        more = more || best != nullptr;
        if (best == nullptr || (order_ == Order::urgent_first && node->due > best->due)) {
            best = node;
        }
    }
    return best;
}

void Scheduler::arrange(Scheduler& scheduler) noexcept {
    (void)scheduler.take(hurried);
    const std::int64_t now = hal::now();
    const bool takes_timers =
        scheduler.order_ == Order::urgent_first || !scheduler.hurried_.empty();
    if (takes_timers && Attention::take(scheduler.attention_.alarm)) {
        scheduler.expire(now);
        scheduler.note(timers_changed);
    }
    bool more = false;
    bool polls = false;
    while (Node* const best = scheduler.most_urgent(more, polls)) {
        detail::WaitLine::remove(*best);
        PromiseBase::of(*best).header().status = TaskStatus::ready;
        if (scheduler.order_ != Order::round_robin) {
            scheduler.ready_.push_front(*best);
            break;
        }
        scheduler.ready_.push(*best);
    }
    const bool idle = scheduler.ready_.empty();
    if (scheduler.threads_) {
        if (scheduler.threads_are_over()) Attention::raise(scheduler.attention_.stop);
        more = more || !idle;
    }
    // Somebody may bring an event about in the coming turn.
    if (more || (polls && !idle)) scheduler.note(hurried);
    if (takes_timers) scheduler.set_poll_alarm(now, polls && idle);
}

bool Scheduler::in_first_turn() const noexcept {
    if (current_ == nullptr) return false;
    PromiseBase* promise = &PromiseBase::of(*current_);
    while ((promise->header().flags & FrameHeader::task) == 0) promise = promise->parent;
    return (promise->header().flags & FrameHeader::starting) != 0;
}

void Scheduler::first_turn(FrameHeader& task) noexcept {
    Node* const outer_current = current_;
    Node* const outer_next = next_;
    Scheduler* const outer = std::exchange(hal::current_scheduler(), this);
    ready_.remove(PromiseBase::of(task));
    task.flags |= FrameHeader::starting;
    turn(PromiseBase::of(task));
    if (outer_current != nullptr) detail::trace_turn(*outer_current);
    task.flags = static_cast<std::uint8_t>(task.flags & ~FrameHeader::starting);
    hal::current_scheduler() = outer;
    next_ = outer_next;
    current_ = outer_current;
}

bool Scheduler::threads_are_over() const noexcept {
    if (failure_ != Errc::none) return true;
    for (FrameHeader* block = detail::frame_pool.next(nullptr); block != nullptr;
         block = detail::frame_pool.next(block)) {
        if (owns(*block)) return false;
    }
    return true;
}

Result<void> Scheduler::run_threads() noexcept {
    threads_ = true;
    note(hurried);
    loop();
    threads_ = false;
    destroy_all(FrameHeader::task);
    return std::exchange(failure_, Errc::none);
}

void Scheduler::set_poll_alarm(std::int64_t now, bool polls) noexcept {
    if (!take(timers_changed) && !polls) return;
    std::int64_t due = timers_.empty() ? hal::no_alarm : timers_.first().due;
    if (polls) due = std::min(due, now + poll_period(power_mode_));
    hal::set_alarm(due, attention_);
}

}  // namespace perth
