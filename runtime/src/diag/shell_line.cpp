#include "perth/diag/shell_line.hpp"

#include <algorithm>

#include "perth/io/print.hpp"

namespace perth::detail {
namespace {

constexpr std::uint8_t escape = 0x1B;
constexpr std::uint8_t backspace = 0x08;
constexpr std::uint8_t rub_out = 0x7F;
constexpr std::uint8_t no_number = 0xFF;

void repeat(char c, std::size_t count) noexcept {
    for (; count > 0; --count) console_text({&c, 1});
}

}  // namespace

void ShellLine::take(std::uint8_t byte) noexcept {
    if (byte == escape) {
        sequence_ = Sequence::escape;
    } else if (sequence_ != Sequence::none) {
        take_sequence(byte);
    } else if (byte == backspace || byte == rub_out) {
        if (cursor_ == 0) return;
        move_to(cursor_ - 1U);
        erase();
    } else if (byte >= ' ' && byte < rub_out) {
        insert(static_cast<char>(byte));
    }
}

// Source: ECMA-48, "Control sequences"; xterm, "XTerm Control Sequences", section "PC-Style
// Function Keys".
void ShellLine::take_sequence(std::uint8_t byte) noexcept {
    if (sequence_ == Sequence::escape) {
        parameter_ = 0;
        sequence_ = byte == '[' ? Sequence::csi : byte == 'O' ? Sequence::ss3 : Sequence::none;
        return;
    }
    if (byte >= '0' && byte <= '9' && parameter_ < 10) {
        parameter_ = static_cast<std::uint8_t>(parameter_ * 10 + (byte - '0'));
    } else if (byte >= ' ' && byte < '@') {
        parameter_ = no_number;  // several parameters: keys with Shift and so on
    } else {
        sequence_ = Sequence::none;
        do_key(byte);
    }
}

void ShellLine::do_key(std::uint8_t final) noexcept {
    const std::size_t size = slot().size;
    if (final == '~') {
        constexpr std::string_view keys =
            "\x01H\x07H\x04"
            "F\x08"
            "F\x03P";  // VT220's numbers, xterm's letters
        for (std::size_t i = 0; i < keys.size(); i += 2) {
            if (keys[i] == static_cast<char>(parameter_)) {
                return do_key(static_cast<std::uint8_t>(keys[i + 1]));
            }
        }
        return;
    }
    switch (final) {
        case 'A':
            return back_ < known_ ? show_line(back_ + 1U) : void();
        case 'B':
            return back_ > 0 ? show_line(back_ - 1U) : void();
        case 'C':
            return move_to(std::min(cursor_ + std::size_t{1}, size));
        case 'D':
            return move_to(cursor_ > 0 ? cursor_ - 1U : 0U);
        case 'F':
            return move_to(size);
        case 'H':
            return move_to(0);
        case 'P':
            return cursor_ < size ? erase() : void();
        default:
            return;
    }
}

void ShellLine::insert(char c) noexcept {
    Slot& line = slot();
    if (line.size == longest) return repeat('\a', 1);
    const auto at = line.text.begin() + cursor_;
    std::copy_backward(at, line.text.begin() + line.size, line.text.begin() + line.size + 1);
    *at = c;
    ++line.size;
    ++cursor_;
    repeat(c, 1);
    show_tail(0);
}

/// Removes the character under the cursor.
void ShellLine::erase() noexcept {
    Slot& line = slot();
    const auto at = line.text.begin() + cursor_;
    std::copy(at + 1, line.text.begin() + line.size, at);
    --line.size;
    show_tail(1);
}

void ShellLine::move_to(std::size_t cursor) noexcept {
    if (cursor < cursor_) repeat('\b', cursor_ - cursor);
    if (cursor > cursor_) console_text(text().substr(cursor_, cursor - cursor_));
    cursor_ = static_cast<std::uint8_t>(cursor);
}

/// Shows another line in the place of this one.
void ShellLine::show_line(std::size_t back) noexcept {
    const std::size_t before = slot().size;
    move_to(0);
    back_ = static_cast<std::uint8_t>(back);
    const std::size_t size = slot().size;
    show_tail(before > size ? before - size : 0);
    move_to(size);
}

/// Shows what stands behind the cursor, and spaces where there were more characters.
void ShellLine::show_tail(std::size_t removed) noexcept {
    const std::string_view tail(slot().text.data() + cursor_, slot().size - std::size_t{cursor_});
    console_text(tail);
    repeat(' ', removed);
    repeat('\b', tail.size() + removed);
}

std::string_view ShellLine::end() noexcept {
    Slot& line = slot(0);
    if (back_ != 0) line = slot();
    back_ = 0;
    cursor_ = 0;
    sequence_ = Sequence::none;
    const std::string_view ended = text();
    const Slot& last = slot(1);
    const bool is_new = known_ == 0 || ended != std::string_view(last.text.data(), last.size);
    if (ended.empty()) return ended;
    if (!is_new) {
        line.size = 0;
        return {last.text.data(), last.size};
    }
    known_ = static_cast<std::uint8_t>(std::min<std::size_t>(known_ + 1U, remembered));
    newest_ = static_cast<std::uint8_t>((newest_ + 1U) % slots);
    slot(0).size = 0;
    return ended;
}

void ShellLine::discard() noexcept {
    back_ = 0;
    cursor_ = 0;
    sequence_ = Sequence::none;
    slot(0).size = 0;
}

}  // namespace perth::detail
