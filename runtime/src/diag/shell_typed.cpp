#include "perth/diag/shell_typed.hpp"

#include <algorithm>

#include "perth/io/print.hpp"

namespace perth::detail {
std::span<std::uint8_t> ShellTyped::room() noexcept {
    std::copy(bytes_.begin() + next_, bytes_.begin() + size_, bytes_.begin());
    size_ = static_cast<std::uint8_t>(size_ - next_);
    next_ = 0;
    return std::span(bytes_).subspan(size_, std::max<std::size_t>(longest - size_, 1));
}

void ShellTyped::add(std::size_t size) noexcept {
    size_ = static_cast<std::uint8_t>(size_ + size);
    if (size_ <= longest || bytes_[longest] == interrupt) return;
    size_ = longest;
    console_text("\a");
}

bool ShellTyped::take_interrupt() noexcept {
    const auto begin = bytes_.begin() + next_;
    const auto end = bytes_.begin() + size_;
    const auto found = std::find(begin, end, interrupt);
    if (found == end) return false;
    next_ = static_cast<std::uint8_t>(found + 1 - bytes_.begin());
    return true;
}

}  // namespace perth::detail
