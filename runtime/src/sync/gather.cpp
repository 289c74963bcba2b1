#include "perth/sync/gather.hpp"

namespace perth::detail {

void GatherCount::note(const FrameHeader& task) noexcept {
    if (mode_ == GatherMode::collect || error_ != Errc::none) return;
    error_ = task.status == TaskStatus::cancelled ? Errc::cancelled : task.error;
}

void GatherCount::add(Watcher& watcher, FrameHeader& task, PromiseBase& owner) noexcept {
    task.flags |= FrameHeader::observed;
    if (task.ended()) return note(task);
    ++pending_;
    watcher.attach(owner);
    watcher.owns_what_it_waits_for();
    wait_for_end(watcher.promise(), task);
}

void GatherCount::ended(const FrameHeader& task, PromiseBase& owner) noexcept {
    --pending_;
    note(task);
    if (is_over() && line_.pop() != nullptr) owner.scheduler->wake_at_once(owner);
}

void GatherCount::wait(PromiseBase& owner) noexcept {
    owner.header().status = TaskStatus::waiting;
    line_.push(owner);
}

}  // namespace perth::detail
