// What a program does with its console, in text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "runtime/ports/usb/console.hpp"

namespace perth::usb_device {

inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline void print(std::string_view text) { hal::usb::Console::write(bytes_of(text)); }
inline void panic(std::string_view text) { hal::usb::Console::panic_write(bytes_of(text)); }

/// Returns what was typed, `most` bytes at most.
inline std::string typed(std::size_t most = 4096) {
    std::string text(most, '\0');
    auto* const bytes = reinterpret_cast<std::uint8_t*>(text.data());
    text.resize(hal::usb::Console::read({bytes, text.size()}));
    return text;
}

}  // namespace perth::usb_device
