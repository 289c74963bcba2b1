// Waking, apart from the rest of what a scheduler is asked for, so that a program whose tasks only
// wake each other links nothing more.
#include "perth/base/panic.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/urgency.hpp"

namespace perth {

using detail::FrameHeader;
using detail::PromiseBase;

Scheduler& Scheduler::current() noexcept {
    Scheduler* const scheduler = hal::current_scheduler();
    if (scheduler == nullptr) panic(Panic::no_scheduler);
    return *scheduler;
}

void Scheduler::wake(PromiseBase& promise) noexcept { wake_fast(promise); }

void Scheduler::wake_from_io(PromiseBase& promise, std::uint32_t events) noexcept {
    if (hurry == nullptr || order_ == Order::round_robin) {
        wake(promise);
    } else {
        detail::trace_ready(promise);
        hurry(promise, detail::Urgency::of_interrupts(events));
    }
}

void Scheduler::wake_at_once(PromiseBase& promise) noexcept {
    FrameHeader& block = promise.header();
    if ((block.flags & FrameHeader::frozen) != 0) {
        block.status = TaskStatus::held;
        return;
    }
    block.status = TaskStatus::ready;
    next_ = &promise;
}

}  // namespace perth
