// What is at the other end of a simulated serial line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host.hpp"

namespace perth::sim {

using host::Microseconds;

/// Sends to a UART of the chip and hears what it sends, both at ten bits a byte. One a UART.
///
///     sim::UartPeer modem(0);
///     modem.on_line([&](std::string_view line) {
///         if (line == "AT") modem.send("OK\r\n");
///     });
///     sch(dial);
///     …
///     EXPECT_EQ(modem.lines().back().text, "ATD 123");
class UartPeer {
public:
    /// A line that the firmware has sent, without its end, and when the last byte had come.
    struct Line {
        Microseconds time;
        std::string text;
        bool operator==(const Line&) const = default;
    };

    /// `unit` 0: uart::U0. With a baud rate that is not the firmware's, bytes do not arrive, in
    /// neither direction; 0: it follows the firmware's.
    explicit UartPeer(int unit, std::uint32_t baud = 0);
    ~UartPeer();
    UartPeer(const UartPeer&) = delete;
    UartPeer& operator=(const UartPeer&) = delete;

    /// Begins to send, behind what it sends already. Bytes that come while the firmware has not
    /// begun the UART are lost.
    void send(std::string_view bytes);
    /// As send(), at this time.
    void send_at(Microseconds time, std::string bytes);
    void set_baud(std::uint32_t baud) noexcept { baud_ = baud; }

    /// Returns all bytes that the firmware has sent.
    [[nodiscard]] const std::string& received() const noexcept { return received_; }
    /// Returns the lines among them, without "\n" and a "\r" before it.
    [[nodiscard]] const std::vector<Line>& lines() const noexcept { return lines_; }
    /// Calls `action` with each line when it is complete.
    void on_line(std::function<void(std::string_view)> action) { on_line_ = std::move(action); }
    /// Calls `action` with each byte when it has come.
    void on_byte(std::function<void(std::uint8_t)> action) { on_byte_ = std::move(action); }

private:
    void receive(std::uint8_t byte, std::uint32_t baud);

    int unit_;
    std::uint32_t baud_;
    std::string received_;
    std::string line_;
    std::vector<Line> lines_;
    std::function<void(std::string_view)> on_line_;
    std::function<void(std::uint8_t)> on_byte_;
};

/// Joins the UARTs U0 and U1 crosswise, or one with itself, while it lives.
class UartWire {
public:
    UartWire(int unit, int other);
    ~UartWire();
    UartWire(const UartWire&) = delete;
    UartWire& operator=(const UartWire&) = delete;

private:
    int unit_;
    int other_;
};

}  // namespace perth::sim
