// The memory that task frames come from.
#pragma once

#include <cstddef>
#include <cstdint>

#include "perth/base/errc.hpp"

namespace perth {

/// What a task is doing.
enum class TaskStatus : std::uint8_t {
    free,       ///< no task: a block of the frame pool that waits for its next use
    held,       ///< queued nowhere: not started yet, or paused
    ready,      ///< running, or waiting for its turn
    child,      ///< waiting for a Task that it awaits
    sleeping,   ///< waiting for a time
    waiting,    ///< waiting for something else
    done,       ///< ended by itself
    failed,     ///< ended by itself with an error
    cancelled,  ///< ended by cancel()
};

namespace detail {

/// What stands before a coroutine's frame and outlives it: the block goes back to the pool when the
/// frame has ended and the last handle is gone.
struct alignas(2 * sizeof(void*)) FrameHeader {
    enum Flag : std::uint8_t {
        task = 1,       ///< started by create_task, not awaited as a child
        paused = 2,     ///< of a task: pause() was called
        doomed = 4,     ///< to be destroyed at the end of this turn
        main = 8,       ///< the scheduler stops when it ends
        observed = 16,  ///< somebody awaited its handle, so its error needs no report
        frozen = 32,    ///< of the leaf of a paused task: in no queue but a line of waiters
        owner = 64,     ///< of one that waits for a task's end: that task is destroyed with it
        starting = 128  ///< of a task: add_thread() gives it its first turn
    };

    std::uint16_t
        units;  ///< size of the block, this header included, in units of sizeof(FrameHeader)
    std::uint8_t handles = 0;  ///< TaskHandles, and the pending report of an error
    TaskStatus status;
    Errc error = Errc::none;
    std::uint8_t flags = 0;
    std::uint16_t id = 0;  ///< 1, 2, … in order of creation; wraps after 65535

    [[nodiscard]] bool ended() const noexcept { return status >= TaskStatus::done; }
    [[nodiscard]] void* frame() noexcept { return this + 1; }
    [[nodiscard]] static FrameHeader& of(void* frame) noexcept {
        return static_cast<FrameHeader*>(frame)[-1];
    }
    /// The last `size` bytes of the block, where the result is kept.
    [[nodiscard]] void* tail(std::size_t size) noexcept;
};

class FramePool;

/// Takes a block of this size out of the pool's free ones; null if there is none. A weak reference:
/// linked with what gives blocks back, so that a program whose tasks never end is spared the code.
[[gnu::weak]] FrameHeader* reuse_block(FramePool& pool, std::size_t bytes) noexcept;

/// The memory between hal::task_memory_begin() and _end(), cut into blocks that are reused by later
/// frames of the same size.
///
/// A freed block joins the list of its size; the lists are linked through the free blocks. The
/// topmost block goes back to the untouched part. Time grows with the number of different block
/// sizes, not with the number of blocks. Guarded by hal::Critical, so that schedulers of other
/// priorities may share it.
class FramePool {
public:
    /// Returns a header followed by room for `frame_size` + `result_size` bytes; null if there is
    /// none.
    [[nodiscard]] FrameHeader* allocate(std::size_t frame_size, std::size_t result_size) noexcept;
    void free(FrameHeader& header) noexcept;

    /// Returns the bytes that were asked for when allocate() last returned null.
    [[nodiscard]] std::size_t refused() const noexcept { return refused_; }
    /// Returns the bytes that were never used, or given back at the top.
    [[nodiscard]] std::size_t untouched() const noexcept;
    /// Returns the bytes of the blocks in use, headers included.
    [[nodiscard]] std::size_t used() const noexcept;

    /// Returns the block behind `block` in memory (the first one, if null); null at the end.
    [[nodiscard]] FrameHeader* next(FrameHeader* block) const noexcept;

private:
    friend FrameHeader* reuse_block(FramePool& pool, std::size_t bytes) noexcept;

    /// A free block: `same` is the next one of its size; `other`, in the first of a size only, is
    /// the first of another size.
    struct Free {
        FrameHeader header;
        Free* same;
        Free* other;
    };

    std::size_t touched_ = 0;  ///< bytes from the beginning
    Free* sizes_ = nullptr;
    std::size_t refused_ = 0;
};

/// The program's pool.
extern constinit FramePool frame_pool;

}  // namespace detail
}  // namespace perth
