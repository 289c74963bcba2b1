// Giving blocks back and using them again: linked only if some coroutine can end.
#include "perth/base/poison.hpp"
#include "perth/core/frame_pool.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

FrameHeader* reuse_block(FramePool& pool, std::size_t bytes) noexcept {
    for (FramePool::Free** list = &pool.sizes_; *list != nullptr; list = &(*list)->other) {
        FramePool::Free& block = **list;
        if (block.header.units * sizeof(FrameHeader) != bytes) continue;
        if (block.same != nullptr) {
            block.same->other = block.other;
            *list = block.same;
        } else {
            *list = block.other;
        }
        return &block.header;
    }
    return nullptr;
}

void FramePool::free(FrameHeader& header) noexcept {
    const hal::Critical guard;
    const std::size_t bytes = header.units * sizeof(FrameHeader);
    header.status = TaskStatus::free;
    if (reinterpret_cast<char*>(&header) + bytes ==
        static_cast<char*>(hal::task_memory_begin()) + touched_) {
        touched_ -= bytes;
        poison(&header, bytes);
        return;
    }
    Free** list = &sizes_;
    while (*list != nullptr && (*list)->header.units != header.units) list = &(*list)->other;
    Free& block = reinterpret_cast<Free&>(header);
    block.same = *list;
    block.other = *list == nullptr ? nullptr : (*list)->other;
    *list = &block;
    poison(&block + 1, bytes > sizeof block ? bytes - sizeof block : 0);
}

}  // namespace perth::detail
