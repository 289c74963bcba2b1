// What the scheduler notes in a trace; nothing in a program that is not traced.
#pragma once

#include "perth/hal/trace.hpp"

namespace perth::detail {

struct Node;
class PromiseBase;
struct FrameHeader;
struct InboxItem;

// Defined in src/core/trace.cpp, of which only a traced program links anything.
void trace_turn_of(Node& node) noexcept;
void trace_ready_of(PromiseBase& promise) noexcept;
void trace_created_of(FrameHeader& task) noexcept;
void trace_ended_of(FrameHeader& task) noexcept;

/// A turn of what hangs at `node` begins.
[[gnu::always_inline]] inline void trace_turn(Node& node) noexcept {
    if constexpr (is_traced) trace_turn_of(node);
}
/// The task that the coroutine is part of may run.
[[gnu::always_inline]] inline void trace_ready(PromiseBase& promise) noexcept {
    if constexpr (is_traced) trace_ready_of(promise);
}
[[gnu::always_inline]] inline void trace_created(FrameHeader& task) noexcept {
    if constexpr (is_traced) trace_created_of(task);
}
/// A task's status says what became of it.
[[gnu::always_inline]] inline void trace_ended(FrameHeader& task) noexcept {
    if constexpr (is_traced) trace_ended_of(task);
}
/// Something is left for the scheduler, or taken.
[[gnu::always_inline]] inline void trace_item(TraceKind kind,
                                              const volatile InboxItem& item) noexcept {
    if constexpr (is_traced) trace_place(kind, 0, &item);
}

}  // namespace perth::detail
