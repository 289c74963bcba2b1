// A serial line of no chip in particular, with interrupts.
#pragma once

#include "perth/hal/types.hpp"
#include "perth/io/stream.hpp"

namespace alone {

/// What the line's interrupts call.
inline perth::hal::Callback line_handlers[2];
[[gnu::used, gnu::retain]] inline void line_interrupt(int which) { line_handlers[which](); }

struct Uart {
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        buffer[0] = data;
        return 1;
    }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        data = bytes[0];
        return 1;
    }
    static void on_receive(perth::hal::Callback callback) noexcept { line_handlers[0] = callback; }
    static void on_transmit(perth::hal::Callback callback) noexcept { line_handlers[1] = callback; }

    static inline volatile std::uint8_t data;
};

inline Uart uart;

}  // namespace alone
