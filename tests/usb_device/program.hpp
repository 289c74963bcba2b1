// What a program does with its console, in text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/ports/usb/console.hpp"

namespace perth::usb_device {

inline void print(std::string_view text) { hal::usb::console_write(text.data(), text.size()); }
inline void panic(std::string_view text) {
    hal::usb::console_panic_write(text.data(), text.size());
}

/// Returns what was typed, `most` bytes at most.
inline std::string typed(std::size_t most = 4096) {
    std::string text(most, '\0');
    text.resize(hal::usb::console_read(text.data(), text.size()));
    return text;
}

}  // namespace perth::usb_device
