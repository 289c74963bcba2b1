// The bytes between an interrupt and the program.
#pragma once

#include <array>
#include <cstdint>

namespace perth::hal::cortex_m {

/// A queue of up to `Size` - 1 bytes. All calls with interrupts masked, or from the one interrupt.
template <unsigned Size>
class ByteRing {
    static_assert((Size & (Size - 1)) == 0 && Size <= 256, "a power of two that uint8_t can index");

public:
    [[nodiscard]] bool empty() const noexcept { return first_ == end_; }
    [[nodiscard]] bool full() const noexcept { return next(end_) == first_; }
    /// Only if not full.
    void push(std::uint8_t byte) noexcept {
        bytes_[end_] = byte;
        end_ = next(end_);
    }
    /// Only if not empty.
    std::uint8_t pop() noexcept {
        const std::uint8_t byte = bytes_[first_];
        first_ = next(first_);
        return byte;
    }

private:
    static std::uint8_t next(std::uint8_t place) noexcept {
        return static_cast<std::uint8_t>((place + 1U) % Size);
    }

    std::array<std::uint8_t, Size> bytes_{};
    std::uint8_t first_ = 0;
    std::uint8_t end_ = 0;
};

}  // namespace perth::hal::cortex_m
