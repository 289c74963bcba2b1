// The end of coroutines: linked only if some coroutine can end or be destroyed.
#include "perth/core/scheduler.hpp"

namespace perth::detail {

void free_block(FrameHeader& block) noexcept { frame_pool.free(block); }

void destroy_frame(PromiseBase& promise) noexcept { promise.handle().destroy(); }

bool finish(PromiseBase& promise) noexcept {
    Scheduler& scheduler = *promise.scheduler;
    FrameHeader& block = promise.header();
    if ((block.flags & FrameHeader::task) == 0) {
        block.status = TaskStatus::done;
        promise.parent->header().status = TaskStatus::ready;
        scheduler.next_ = promise.parent;
        return false;
    }
    if ((block.flags & FrameHeader::doomed) != 0) {
        block.status = TaskStatus::held;
        return false;
    }
    block.status = block.error == Errc::none ? TaskStatus::done : TaskStatus::failed;
    trace_ended(block);
    while (Node* const waiter = promise.waiters.pop()) scheduler.wake(PromiseBase::of(*waiter));
    if ((block.flags & FrameHeader::main) != 0) Attention::raise(scheduler.attention_.stop);
    return true;
}

}  // namespace perth::detail
