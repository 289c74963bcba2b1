// What the driver of every USART is: two queues of bytes, one interrupt. The console and the
// programs' UARTs are lines of this kind. Made anew for each unit, in units/: with the addresses
// known it takes a quarter less code, and a program has one or two.
//
// Transmit: what is queued goes into DR as soon as TXE is set, at once if it is; only the rest is
// left to the interrupt (QEMU has none for it, but always room).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "byte_ring.hpp"
#include "perth/hal/types.hpp"

namespace perth::hal::stm32f4 {

/// The line of one port; `Port` is a SerialPort. See hal::UartUnit for what the functions promise.
template <typename Port>
class SerialLine {
public:
    /// Starts, or goes on with another divider: bus clocks a bit. The pads are the caller's.
    static void begin(std::uint32_t divider) noexcept;
    /// As hal::UartUnit's, but without the pads: false, and nothing changed, if the clock cannot be
    /// divided to within 2 percent.
    static bool try_begin(std::uint32_t baud) noexcept;
    static void end() noexcept;
    static bool begun() noexcept { return state.begun; }

    static bool claim() noexcept;
    static void unclaim() noexcept { state.claimed = false; }

    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept;
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept;
    static bool sending() noexcept;
    static std::uint32_t lost() noexcept { return state.lost; }
    static void on_receive(Callback callback) noexcept;
    static void on_transmit(Callback callback) noexcept;

    /// Sends, or queues what does not go at once; waits for room while the queue is full.
    static void send(std::uint8_t byte) noexcept;
    /// Sends what is queued, then the bytes, by polling. Interrupts are masked.
    static void send_polled(std::span<const std::uint8_t> bytes) noexcept;
    /// Waits until the last bit is on the wire; bounded. Interrupts are masked.
    static void flush() noexcept;
    /// Every byte goes to `tap` first, in interrupt context; which says whether it took it.
    static void tap(bool (*tap)(std::uint8_t)) noexcept { state.tap = tap; }

    /// The unit's interrupt.
    static void interrupt() noexcept;

private:
    static bool put(std::uint8_t byte) noexcept;
    static void feed() noexcept;
    static void drain(bool all) noexcept;
    static void take(std::uint32_t status, std::uint8_t byte) noexcept;
    static void tell() noexcept;

    // Changed with interrupts masked, or in the USART's interrupt.
    struct State {
        cortex_m::ByteRing<128> received;
        cortex_m::ByteRing<128> to_send;
        Callback on_receive;
        Callback on_transmit;
        bool (*tap)(std::uint8_t) = nullptr;
        void (*tell)() noexcept = nullptr;  // SerialLine::tell, linked only with on_transmit()
        std::uint32_t lost = 0;
        bool begun = false;
        bool claimed = false;
        bool refused = false;  // a write() did not take all
    };
    static State state;
};

}  // namespace perth::hal::stm32f4
