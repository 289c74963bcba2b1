// A serial line as a program sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// A UART that is owned while the object lives: eight bits, no parity, one stop bit. Nothing here
/// waits; callbacks tell when to come again.
///
///     perth::ThreadSafeFlag arrived;
///
///     perth::Task<std::uint8_t> ask() {
///         perth::hal::Uart<perth::uart::U0> line;
///         if (!line.begin(9600)) co_return 0;
///         line.on_receive({[](void*) { arrived.set(); }});
///         const std::uint8_t question[] = {'?'};
///         (void)line.write(question);
///         (void)co_await arrived.wait();
///         std::uint8_t answer[1] = {};
///         (void)line.read(answer);
///         co_return answer[0];
///     }
///
/// Interrupt:  write() and read(), each only while no other context is in it.
/// Memory:     none of its own; the port has the queues.
template <typename U>
class Uart {
    static_assert(UartUnit<U>, "this board's port has no such UART for programs");

public:
    Uart() noexcept = default;
    ~Uart() { U::end(); }
    Uart(const Uart&) = delete;
    Uart& operator=(const Uart&) = delete;

    /// Starts, or goes on with another baud rate; then let sending() be false, or what is on the
    /// wire is damaged. Errors: Errc::out_of_range if the chip cannot come within 2 percent of it.
    Result<void> begin(std::uint32_t baud) noexcept {
        if (!U::begin(baud)) return Errc::out_of_range;
        return {};
    }
    /// Stops at once: what was not sent or not read is lost, and the callbacks are forgotten.
    void end() noexcept { U::end(); }

    /// Takes as many of the bytes as find room and returns how many; on_transmit() tells when there
    /// is room for more.
    std::size_t write(std::span<const std::uint8_t> bytes) noexcept { return U::write(bytes); }
    /// Reads what has arrived, at most what `buffer` holds; returns how many bytes.
    std::size_t read(std::span<std::uint8_t> buffer) noexcept { return U::read(buffer); }
    /// Returns whether a byte waits to be sent or is still on the wire.
    [[nodiscard]] bool sending() const noexcept { return U::sending(); }
    /// Returns how many received bytes found no room or came damaged since begin().
    [[nodiscard]] std::uint32_t lost() const noexcept { return U::lost(); }

    /// Calls `callback` in interrupt context after bytes have arrived, at the latest four bytes'
    /// time after the last. Replaces the one set before.
    void on_receive(Callback callback) noexcept { U::on_receive(callback); }
    /// Calls `callback` in interrupt context when there is room again after a write() that did not
    /// take all, and when the last byte was sent. Replaces the one set before.
    void on_transmit(Callback callback) noexcept { U::on_transmit(callback); }

private:
    Claim<U> claim_;
};

}  // namespace perth::hal
