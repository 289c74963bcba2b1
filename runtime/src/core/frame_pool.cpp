#include "perth/core/frame_pool.hpp"

#include "perth/base/poison.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

namespace {

constexpr std::size_t unit = sizeof(FrameHeader);

constexpr std::size_t round_up(std::size_t bytes) noexcept {
    return (bytes + unit - 1) / unit * unit;
}

char* bottom() noexcept { return static_cast<char*>(hal::task_memory_begin()); }

std::size_t capacity() noexcept {
    return static_cast<std::size_t>(static_cast<char*>(hal::task_memory_end()) - bottom());
}

}  // namespace

constinit FramePool frame_pool;

void* FrameHeader::tail(std::size_t size) noexcept {
    return reinterpret_cast<char*>(this + units) - round_up(size);
}

FrameHeader* FramePool::allocate(std::size_t frame_size, std::size_t result_size) noexcept {
    const std::size_t bytes = unit + round_up(frame_size) + round_up(result_size);
    const hal::Critical guard;
    FrameHeader* block = reuse_block != nullptr ? reuse_block(*this, bytes) : nullptr;
    if (block == nullptr) {
        if (bytes > capacity() - touched_ || bytes / unit > UINT16_MAX) {
            refused_ = bytes;
            return nullptr;
        }
        block = reinterpret_cast<FrameHeader*>(bottom() + touched_);
        touched_ += bytes;
    }
    unpoison(block, bytes);
    *block = {.units = static_cast<std::uint16_t>(bytes / unit), .status = TaskStatus::held};
    return block;
}

std::size_t FramePool::untouched() const noexcept { return capacity() - touched_; }

std::size_t FramePool::used() const noexcept {
    std::size_t units = 0;
    for (FrameHeader* block = next(nullptr); block != nullptr; block = next(block)) {
        if (block->status != TaskStatus::free) units += block->units;
    }
    return units * unit;
}

FrameHeader* FramePool::next(FrameHeader* block) const noexcept {
    char* const after = block == nullptr ? bottom() : reinterpret_cast<char*>(block + block->units);
    return after == bottom() + touched_ ? nullptr : reinterpret_cast<FrameHeader*>(after);
}

}  // namespace perth::detail
