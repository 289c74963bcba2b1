// What was typed at a shell and has not been looked at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::detail {

/// Keeps bytes in order. Those that find no room while a command runs are dropped, and the bell
/// rings; Ctrl-C is never dropped.
class ShellTyped {
public:
    static constexpr std::size_t longest = 64;       ///< bytes
    static constexpr std::uint8_t interrupt = 0x03;  ///< Ctrl-C

    [[nodiscard]] bool empty() const noexcept { return next_ == size_; }
    /// Returns the oldest byte, which there is, and takes it away.
    std::uint8_t take() noexcept { return bytes_[next_++]; }
    /// Returns where bytes may be read to, at least one; then add() is to be called.
    [[nodiscard]] std::span<std::uint8_t> room() noexcept;
    /// Takes note that `size` bytes have come there.
    void add(std::size_t size) noexcept;
    /// Returns whether there is a Ctrl-C, and forgets it and all that came before it.
    [[nodiscard]] bool take_interrupt() noexcept;

private:
    std::array<std::uint8_t, longest + 1> bytes_{};  // the last: one more than there is room for
    std::uint8_t next_ = 0;
    std::uint8_t size_ = 0;
};

}  // namespace perth::detail
