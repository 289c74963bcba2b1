#include "cli/console/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace perth::cli {
namespace {

constexpr char prefix = '\x14';  // Ctrl-T

struct Entry {
    char letter;
    Key key;
    std::string_view what;
};

constexpr std::array<Entry, 12> entries = {{
    {'q', Key::quit, "quit"},
    {'r', Key::reset, "reset the board"},
    {'b', Key::bootloader, "put the board into its bootloader"},
    {'f', Key::flash, "build and flash"},
    {'p', Key::pause, "pause the output, go on"},
    {'t', Key::timestamps, "timestamps: none, iso, delta, uptime"},
    {'x', Key::hex, "hexadecimal, text"},
    {'l', Key::log, "start, stop the log"},
    {'s', Key::send, "send a file"},
    {'c', Key::clear, "clear the screen"},
    {'i', Key::statistics, "statistics"},
    {'h', Key::help, "this help"},
}};

}  // namespace

std::vector<Typed> Keys::take(std::string_view bytes) {
    std::vector<Typed> typed(1);
    for (const char byte : bytes) {
        if (!after_prefix_) {
            after_prefix_ = byte == prefix;
            if (!after_prefix_) typed.back().text += byte;
            continue;
        }
        after_prefix_ = false;
        if (byte == prefix) {
            typed.back().text += byte;
        } else {
            typed.back().key = key_of(byte);
            typed.emplace_back();
        }
    }
    if (typed.back().text.empty()) typed.pop_back();
    return typed;
}

Key Keys::key_of(char letter) const {
    for (const Entry& entry : entries) {
        const bool control = letter == (entry.letter & 0x1f);  // Ctrl still held down
        if (letter != entry.letter && !control) continue;
        if (std::find(offered_.begin(), offered_.end(), entry.key) != offered_.end()) {
            return entry.key;
        }
    }
    return Key::help;
}

std::string Keys::help() const {
    std::string text = "keys behind Ctrl-T (Ctrl-T twice sends it):";
    for (const Entry& entry : entries) {
        if (std::find(offered_.begin(), offered_.end(), entry.key) == offered_.end()) continue;
        text += fmt::format("\n  {}  {}", entry.letter, entry.what);
    }
    return text;
}

}  // namespace perth::cli
