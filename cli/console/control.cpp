// The state machine that reads ECMA-48 sequences:
//
//     text ── ESC ──► escape ── [ ──► csi ── @…~ ──► text        (passed if it is an SGR)
//      ▲  C2 80…9F      │ ] P X ^ _ ──► string ── BEL, ST ──► text
//      └────────────────┴ others ──► text                        CAN, SUB, LF end any of them
#include "cli/console/control.hpp"

#include <cstddef>

namespace perth::cli {
namespace {

constexpr unsigned char escape_byte = 0x1b;
constexpr unsigned char cancel = 0x18;
constexpr unsigned char substitute = 0x1a;
constexpr unsigned char bell = 0x07;
constexpr std::size_t longest_sgr = 64;  // bytes of parameters; no real colour needs half of it
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_harmless_control(unsigned char byte) {
    return byte == '\r' || byte == '\n' || byte == '\t' || byte == '\b';
}

/// Returns the length of the UTF-8 character that begins so, or 0 if none does.
std::size_t utf8_length(unsigned char first) {
    if (first >= 0xc2 && first <= 0xdf) return 2;
    if (first >= 0xe0 && first <= 0xef) return 3;
    if (first >= 0xf0 && first <= 0xf4) return 4;
    return 0;
}

/// Returns whether `second` may follow `first`: no overlong forms, surrogates, or above U+10FFFF.
/// Source: Unicode 15, "Well-Formed UTF-8 Byte Sequences".
bool may_follow(unsigned char first, unsigned char second) {
    if (first == 0xe0) return second >= 0xa0 && second <= 0xbf;
    if (first == 0xed) return second >= 0x80 && second <= 0x9f;
    if (first == 0xf0) return second >= 0x90 && second <= 0xbf;
    if (first == 0xf4) return second >= 0x80 && second <= 0x8f;
    return second >= 0x80 && second <= 0xbf;
}

}  // namespace

void ControlFilter::feed(std::string_view bytes, std::string& out) {
    for (const char byte : bytes) take(static_cast<unsigned char>(byte), out);
}

std::string ControlFilter::finish() {
    state_ = State::text;
    if (!coloured_) return {};
    coloured_ = false;
    return "\x1b[0m";
}

void ControlFilter::take(unsigned char byte, std::string& out) {
    switch (state_) {
        case State::text:
            return take_text(byte, out);
        case State::rest_of_character:
            return take_rest_of_character(byte, out);
        case State::escape:
        case State::designation:
            return take_escape(byte, out);
        case State::csi:
            return take_csi(byte, out);
        case State::string:
            if (byte == escape_byte) {
                state_ = State::escape;
            } else if (byte == '\n') {
                state_ = State::text;
                out += '\n';
            } else if (byte == bell || byte == cancel || byte == substitute) {
                state_ = State::text;
            }
    }
}

void ControlFilter::take_text(unsigned char byte, std::string& out) {
    if (byte == escape_byte) {
        state_ = State::escape;
    } else if (byte < 0x20) {
        if (is_harmless_control(byte)) out += static_cast<char>(byte);
    } else if (byte < 0x7f) {
        out += static_cast<char>(byte);
    } else if (byte > 0x7f) {
        expected_ = utf8_length(byte);
        if (expected_ == 0) {
            out += replacement;
            return;
        }
        character_.assign(1, static_cast<char>(byte));
        state_ = State::rest_of_character;
    }
}

void ControlFilter::take_rest_of_character(unsigned char byte, std::string& out) {
    const auto first = static_cast<unsigned char>(character_[0]);
    const bool fits =
        character_.size() == 1 ? may_follow(first, byte) : byte >= 0x80 && byte <= 0xbf;
    state_ = State::text;
    if (!fits) {
        out += replacement;
        return take_text(byte, out);
    }
    character_ += static_cast<char>(byte);
    if (character_.size() < expected_) {
        state_ = State::rest_of_character;
    } else if (first == 0xc2 && byte < 0xa0) {
        take_c1(byte);
    } else {
        out += character_;
    }
}

/// A C1 control means what ESC and the letter 0x40 below it means.
void ControlFilter::take_c1(unsigned char code) {
    std::string nothing;
    take_escape(static_cast<unsigned char>(code - 0x40), nothing);
}

void ControlFilter::take_escape(unsigned char byte, std::string& out) {
    if (byte < 0x20 || byte >= 0x7f) {  // not part of a sequence: it stands for itself
        state_ = State::text;
        return take_text(byte, out);
    }
    if (byte < 0x30) {  // an intermediate byte, as in ESC ( B
        state_ = State::designation;
        return;
    }
    const bool first = state_ != State::designation;
    state_ = State::text;
    if (!first) return;
    if (byte == '[') return begin_csi();
    if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_') {
        state_ = State::string;
    }
}

void ControlFilter::begin_csi() {
    state_ = State::csi;
    parameters_.clear();
    is_colour_ = true;
}

void ControlFilter::take_csi(unsigned char byte, std::string& out) {
    if (byte < 0x20 || byte >= 0x7f) {
        state_ = State::text;
        return take_text(byte, out);
    }
    if (byte >= 0x40) return end_csi(byte, out);
    const bool is_sgr_parameter = (byte >= '0' && byte <= '9') || byte == ';' || byte == ':';
    if (!is_sgr_parameter || parameters_.size() == longest_sgr) {
        is_colour_ = false;  // private forms as CSI > 4 m change the keyboard
    } else {
        parameters_ += static_cast<char>(byte);
    }
}

void ControlFilter::end_csi(unsigned char final, std::string& out) {
    state_ = State::text;
    if (final != 'm' || !is_colour_ || keep_ != Keep::colours) return;
    out += "\x1b[" + parameters_ + 'm';
    coloured_ = parameters_.find_first_not_of("0;:") != std::string::npos;
}

}  // namespace perth::cli
