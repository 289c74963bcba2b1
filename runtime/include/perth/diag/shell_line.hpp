// The line that is typed at a shell's prompt, and those before it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace perth::detail {

/// One line with a cursor, and the last five. What it shows on the console is made of text and
/// backspaces only, for more does not pass `perth monitor`; so a line must not wrap.
class ShellLine {
public:
    static constexpr std::size_t longest = 75;  ///< bytes: with the prompt, 80 columns
    static constexpr std::size_t remembered = 5;

    /// Takes a printable byte, a backspace, or one byte of a cursor key's sequence. Others do
    /// nothing.
    void take(std::uint8_t byte) noexcept;
    /// Ends the line and returns it; it is remembered unless it is empty or the same as the last.
    /// The text is valid until five more have been.
    std::string_view end() noexcept;
    /// Forgets what was typed.
    void discard() noexcept;

    [[nodiscard]] std::string_view text() const noexcept {
        return {slot().text.data(), slot().size};
    }
    [[nodiscard]] std::size_t cursor() const noexcept { return cursor_; }

private:
    static constexpr std::size_t slots = remembered + 1;

    struct Slot {
        std::array<char, longest> text{};
        std::uint8_t size = 0;
    };
    enum class Sequence : std::uint8_t { none, escape, csi, ss3 };

    [[nodiscard]] Slot& slot(std::size_t back) noexcept {
        return slots_[(newest_ + slots - back) % slots];
    }
    [[nodiscard]] Slot& slot() noexcept { return slot(back_); }
    [[nodiscard]] const Slot& slot() const noexcept {
        return slots_[(newest_ + slots - back_) % slots];
    }
    void take_sequence(std::uint8_t byte) noexcept;
    void do_key(std::uint8_t final) noexcept;
    void insert(char c) noexcept;
    void erase() noexcept;
    void move_to(std::size_t cursor) noexcept;
    void show_line(std::size_t back) noexcept;
    void show_tail(std::size_t removed) noexcept;

    std::array<Slot, slots> slots_{};
    std::uint8_t newest_ = 0;  // the slot of the line that is typed
    std::uint8_t back_ = 0;    // how many lines before it is the one that is shown
    std::uint8_t known_ = 0;   // lines before it
    std::uint8_t cursor_ = 0;
    Sequence sequence_ = Sequence::none;
    std::uint8_t parameter_ = 0;  // of a sequence; 255: no number
};

}  // namespace perth::detail
