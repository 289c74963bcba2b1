// The console over USB: the functions that hal/concepts.hpp asks of a port's console, for the
// boards that have `console.usb`. Each behaves as its namesake there.
//
// What is written goes to the terminal that has opened the port (DTR). While there is none, the
// newest lines are kept, as many as fit into Device::to_send_size bytes, for the one that comes: a
// board's first lines are there for who opens the port shortly after its start. A terminal that
// takes nothing for 500 ms is treated as none until it takes something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/hal/types.hpp"

namespace perth::hal::usb {

struct Console {
    /// Time: waits while the queue is full and the terminal takes what is sent.
    static void write(std::span<const std::uint8_t> bytes) noexcept;
    /// The first call forgets what no terminal has taken. What then finds neither a terminal nor
    /// room is dropped: the begin of a dump tells more than its end.
    static void panic_write(std::span<const std::uint8_t> bytes) noexcept;
    /// Once it or on_receive() was called, received bytes are never lost: the host waits until
    /// there is room. Before, what finds no room is dropped, so that the agent hears its packets.
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept;
    static void on_receive(Callback callback) noexcept;
    /// Returns how many received bytes found no room since start.
    [[nodiscard]] static std::uint32_t lost() noexcept;
    /// Waits until the terminal has everything; bounded. Interrupt: allowed.
    static void flush() noexcept;
    /// Answers the host with interrupts masked: who waits for ever calls it, so that the port
    /// stays.
    static void poll() noexcept;
};

}  // namespace perth::hal::usb
