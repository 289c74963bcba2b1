// What every coroutine frame of perth begins with.
#pragma once

#include <coroutine>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/frame_pool.hpp"
#include "perth/core/node.hpp"

namespace perth {

class Scheduler;
class Sleep;
class SleepUntil;

namespace detail {

class PromiseBase;

/// Gives a frame's block back to the pool unless a handle still holds it.
void delete_frame(void* frame) noexcept;
/// Gives a block back to the pool. A weak reference: linked with what ends or destroys frames, so
/// that a program whose tasks never end is spared the code.
[[gnu::weak]] void free_block(FrameHeader& block) noexcept;
/// Destroys a frame that hangs in no queue.
void destroy_frame(PromiseBase& promise) noexcept;

/// The part of a promise that does not depend on the result.
///
/// The node is where the coroutine waits; a task waits for one thing at a time, so it is the node
/// of the innermost coroutine (the leaf) that hangs in a queue. In the others, `next` leads to the
/// child. Invariant: whoever destroys a suspended frame takes its leaf out of its queue first
/// (Scheduler does).
class PromiseBase : public Node {
public:
    Scheduler* scheduler;  ///< set when the coroutine is started
    union {
        PromiseBase* parent = nullptr;  ///< of a child: who awaits it
        WaitLine waiters;               ///< of a task: who awaits its handle
    };

    PromiseBase() noexcept {}
    PromiseBase(const PromiseBase&) = delete;
    PromiseBase& operator=(const PromiseBase&) = delete;
    ~PromiseBase() = default;

    [[nodiscard]] std::coroutine_handle<PromiseBase> handle() noexcept {
        return std::coroutine_handle<PromiseBase>::from_promise(*this);
    }
    [[nodiscard]] FrameHeader& header() noexcept { return FrameHeader::of(handle().address()); }
    [[nodiscard]] static PromiseBase& of(FrameHeader& header) noexcept {
        return std::coroutine_handle<PromiseBase>::from_address(header.frame()).promise();
    }
    [[nodiscard]] static PromiseBase& of(Node& node) noexcept {
        return static_cast<PromiseBase&>(node);
    }

    static std::suspend_always initial_suspend() noexcept { return {}; }
    [[noreturn]] static void unhandled_exception() noexcept { panic(Panic::exception_in_task); }

    /// Sleeps keep their time in the node instead of an awaiter, which would stay in the frame.
    auto await_transform(Sleep sleep) noexcept;
    auto await_transform(SleepUntil sleep) noexcept;
    template <typename Awaitable>
    static Awaitable&& await_transform(Awaitable&& awaitable) noexcept {
        return static_cast<Awaitable&&>(awaitable);
    }

    /// Gives the block back, or leaves that to the last handle.
    static void operator delete(void* frame) noexcept { delete_frame(frame); }
};

/// Called when a coroutine has run to its end, its result stored, its locals gone.
/// Returns whether the frame is to destroy itself.
bool finish(PromiseBase& promise) noexcept;

/// The room for a T at the end of a block.
template <typename T>
struct Slot {
    static constexpr std::size_t size = sizeof(T);
    static T& in(FrameHeader& header) noexcept { return *static_cast<T*>(header.tail(size)); }
    static T take(FrameHeader& header) noexcept { return std::move(in(header)); }
    static void destroy(FrameHeader& header) noexcept { std::destroy_at(&in(header)); }
};
template <>
struct Slot<void> {
    static constexpr std::size_t size = 0;
    static void take(FrameHeader&) noexcept {}
    static void destroy(FrameHeader&) noexcept {}
};

/// Gives back one reference to a task's block; the last one frees it, if the task has ended.
template <typename T>
void drop(FrameHeader& block) noexcept {
    if (--block.handles != 0 || !block.ended() || free_block == nullptr) return;
    if (block.status != TaskStatus::cancelled) Slot<T>::destroy(block);
    free_block(block);
}

/// Queues a report of a failed task behind what is ready now; `run` prints it unless somebody has
/// awaited the task by then. Lives in the dead frame, laid out like one: the run loop resumes it.
struct Report {
    void (*run)(void* frame);
    const void* name;  ///< where a frame has its destroy function: tells the host the task's name
    Node node;
};
void queue_report(FrameHeader& block, void (*run)(void* frame)) noexcept;
void print_report(FrameHeader& block) noexcept;

/// Whether a task has failed and nobody has awaited it yet.
inline bool needs_report(const FrameHeader& block) noexcept {
    constexpr unsigned of_interest = FrameHeader::task | FrameHeader::observed;
    return block.status == TaskStatus::failed && (block.flags & of_interest) == FrameHeader::task;
}

template <typename T>
void report_later(FrameHeader& block) noexcept {
    if (!needs_report(block)) return;
    queue_report(block, [](void* frame) {
        FrameHeader& failed = FrameHeader::of(frame);
        print_report(failed);
        drop<T>(failed);
    });
}

}  // namespace detail
}  // namespace perth
