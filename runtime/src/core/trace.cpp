#include "perth/core/trace.hpp"

#include "perth/core/promise.hpp"

namespace perth::detail {
namespace {

// Of the task that the coroutine, or the watcher, works for. 0: of none.
std::uint16_t task_of(PromiseBase& promise) noexcept {
    PromiseBase* inner = &promise;
    while ((inner->header().flags & FrameHeader::task) == 0) inner = inner->parent;
    return inner->header().id;
}

}  // namespace

void trace_turn_of(Node& node) noexcept { trace(TraceKind::turn, task_of(PromiseBase::of(node))); }

void trace_ready_of(PromiseBase& promise) noexcept { trace(TraceKind::ready, task_of(promise)); }

void trace_created_of(FrameHeader& task) noexcept {
    trace(TraceKind::created, task.id);
    trace_place(TraceKind::named, task.id, static_cast<const void* const*>(task.frame())[1]);
}

void trace_ended_of(FrameHeader& task) noexcept {
    trace(TraceKind::ended, static_cast<std::uint32_t>(task.status) << 16 | task.id);
}

}  // namespace perth::detail
