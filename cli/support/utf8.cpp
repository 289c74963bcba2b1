#include "cli/support/utf8.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace perth::cli {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15, DerivedGeneralCategory.txt: the Mn, Me and Cf blocks that texts of ours can meet.
constexpr std::array zero_width = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},   Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},   Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x202A, 0x202E},   Range{0x2060, 0x206F},
    Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0001, 0xE01EF},
};

// Unicode 15, EastAsianWidth.txt: W and F.
constexpr std::array wide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26AA, 0x26AB},
    Range{0x26BD, 0x26BE},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2753, 0x2755},   Range{0x2795, 0x2797},   Range{0x2B1B, 0x2B1C},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},
    Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t code) {
    const auto next =
        std::upper_bound(ranges.begin(), ranges.end(), code,
                         [](char32_t value, const Range& range) { return value < range.first; });
    return next != ranges.begin() && code <= std::prev(next)->last;
}

unsigned byte_at(std::string_view text, std::size_t index) {
    return static_cast<unsigned char>(text[index]);
}

// How many bytes a character has that begins with `lead`, and which bits of the code `lead` brings.
struct Lead {
    std::size_t size;
    char32_t bits;
    char32_t smallest;  // below this, a shorter form exists
};

Lead read_lead(unsigned lead) {
    if (lead < 0x80) return {1, lead, 0};
    if (lead >> 5 == 0b110) return {2, lead & 0x1F, 0x80};
    if (lead >> 4 == 0b1110) return {3, lead & 0x0F, 0x800};
    if (lead >> 3 == 0b11110) return {4, lead & 0x07, 0x10000};
    return {0, 0, 0};
}

}  // namespace

Utf8Char first_char(std::string_view text) noexcept {
    constexpr Utf8Char invalid{.code = 0xFFFD, .size = 1, .valid = false};
    const Lead lead = read_lead(byte_at(text, 0));
    if (lead.size == 0 || lead.size > text.size()) return invalid;
    char32_t code = lead.bits;
    for (std::size_t i = 1; i < lead.size; ++i) {
        if (byte_at(text, i) >> 6 != 0b10) return invalid;
        code = code << 6 | (byte_at(text, i) & 0x3F);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < lead.smallest || code > 0x10FFFF || surrogate) return invalid;
    return {.code = code, .size = lead.size, .valid = true};
}

std::size_t cell_width(char32_t code) noexcept {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return 0;
    if (code < 0x300) return 1;
    if (contains(zero_width, code)) return 0;
    return contains(wide, code) ? 2 : 1;
}

std::size_t text_width(std::string_view text) noexcept {
    std::size_t width = 0;
    while (!text.empty()) {
        const Utf8Char next = first_char(text);
        width += next.valid ? cell_width(next.code) : 1;
        text.remove_prefix(next.size);
    }
    return width;
}

}  // namespace perth::cli
