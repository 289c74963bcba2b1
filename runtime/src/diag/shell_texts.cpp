// Texts that a shell's expressions make.
#include <algorithm>

#include "perth/diag/shell_evaluator.hpp"

namespace perth::detail {
namespace {

constexpr ShellProblem no_room = {ShellError::memory, "the command's texts are too long"};
constexpr unsigned no_digit = 16;

unsigned digit(char c) noexcept {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10) : no_digit;
}

/// Returns the byte that begins `text`, behind a backslash, and takes it away; -1: none is meant.
int escaped(std::string_view& text) noexcept {
    constexpr std::string_view letters = "ntr0\\'\"";
    constexpr std::string_view meanings("\n\t\r\0\\'\"", letters.size());
    const std::size_t index = letters.find(text.front());
    const bool is_hexadecimal = text.front() == 'x' && text.size() >= 3;
    text.remove_prefix(1);
    if (index != letters.npos) return static_cast<unsigned char>(meanings[index]);
    if (!is_hexadecimal) return -1;
    const unsigned high = digit(text[0]);
    const unsigned low = digit(text[1]);
    if (high == no_digit || low == no_digit) return -1;
    text.remove_prefix(2);
    return static_cast<int>(high << 4 | low);
}

}  // namespace

std::span<char> ShellTexts::take(std::size_t size) noexcept {
    if (size > room - used_) return {};
    const auto part = std::span(bytes_).subspan(used_, size);
    used_ += size;
    return part;
}

ShellAnswer ShellTexts::join(std::string_view first, std::string_view second) noexcept {
    if (second.empty()) return ShellValue(first);
    const std::span<char> both = take(first.size() + second.size());
    if (both.empty()) return no_room;
    std::copy(first.begin(), first.end(), both.begin());
    std::copy(second.begin(), second.end(), both.begin() + std::ptrdiff_t(first.size()));
    return ShellValue(std::string_view(both.data(), both.size()));
}

ShellAnswer ShellTexts::unescape(std::string_view text) noexcept {
    if (text.find('\\') == text.npos) return ShellValue(text);
    const std::span<char> room_for_it = take(text.size());  // it becomes shorter
    if (room_for_it.empty()) return no_room;
    std::size_t size = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const char c = rest.front();
        rest.remove_prefix(1);
        const int byte = c == '\\' ? escaped(rest) : static_cast<unsigned char>(c);
        if (byte < 0) return ShellProblem{ShellError::syntax, "what \\ stands for here", text};
        room_for_it[size++] = static_cast<char>(byte);
    }
    return ShellValue(std::string_view(room_for_it.data(), size));
}

}  // namespace perth::detail
