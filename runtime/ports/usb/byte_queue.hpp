// The bytes between the bus and the program.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::hal::usb {

/// A queue of up to `Size` bytes. All calls with interrupts masked, or from the one interrupt.
template <std::size_t Size>
class ByteQueue {
    static_assert((Size & (Size - 1)) == 0 && Size <= 0x8000, "a power of two; counts wrap");

public:
    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::uint16_t>(end_ - first_);
    }
    [[nodiscard]] std::size_t room() const noexcept { return Size - size(); }
    /// Only if there is room.
    void push(std::uint8_t byte) noexcept { bytes_[end_++ % Size] = byte; }
    /// Copies the first bytes, as many as there are and fit, and leaves them. Returns their number.
    std::size_t peek(std::span<std::uint8_t> to) const noexcept {
        const std::size_t count = std::min(to.size(), size());
        for (std::size_t i = 0; i < count; ++i) to[i] = bytes_[(first_ + i) % Size];
        return count;
    }
    /// Removes the first `count` bytes; only if there are so many.
    void drop(std::size_t count) noexcept { first_ = static_cast<std::uint16_t>(first_ + count); }
    /// Removes the first line, or all if none has ended. Returns how many bytes that were.
    std::size_t drop_line() noexcept {
        std::size_t count = 0;
        for (bool is_end = false; size() != 0 && !is_end; ++count) {
            is_end = bytes_[first_++ % Size] == '\n';
        }
        return count;
    }

private:
    std::array<std::uint8_t, Size> bytes_{};
    std::uint16_t first_ = 0;  // both count on and wrap; their difference is the size
    std::uint16_t end_ = 0;
};

}  // namespace perth::hal::usb
