#include "cli/console/frames.hpp"

#include <cstddef>

namespace perth::cli {
namespace {

constexpr std::size_t longest_frame = 127;  // bytes, marker and LF included

bool begins_frame(char byte) { return byte == '\x06' || byte == '\x04'; }

/// CR, too: some lines make CR LF of LF.
bool is_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=' || c == '\r';
}

/// Returns whether `byte` may stand behind `held` in a frame that is not over.
bool continues(const std::string& held, char byte) {
    if (held.size() == 1) return byte == (held[0] == '\x06' ? '\x09' : '\x14');
    return is_base64(byte) && held.size() + 1 < longest_frame;
}

}  // namespace

void HideFrames::feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        if (held_.empty() && !at_line_start_) {  // up to the next line at once
            const std::size_t end = bytes.find_first_of("\r\n");
            const std::size_t size = end == bytes.npos ? bytes.size() : end + 1;
            out += bytes.substr(0, size);
            at_line_start_ = end != bytes.npos;
            bytes.remove_prefix(size);
        } else {
            take(bytes.front(), out);
            bytes.remove_prefix(1);
        }
    }
}

void HideFrames::take(char byte, std::string& out) {
    if (held_.empty() && begins_frame(byte)) {
        held_ = byte;
        return;
    }
    if (!held_.empty() && continues(held_, byte)) {
        held_ += byte;
        return;
    }
    if (held_.size() > 2 && byte == '\n') {
        held_.clear();
        at_line_start_ = true;
        return;
    }
    finish(out);
    out += byte;
    at_line_start_ = byte == '\n' || byte == '\r';
}

void HideFrames::finish(std::string& out) {
    out += held_;
    held_.clear();
}

}  // namespace perth::cli
