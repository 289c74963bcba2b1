// A byte stream to a board: a tty, a pty, a TCP socket or another computer's port.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "cli/support/bytes.hpp"

namespace perth::cli::serial {

enum class Parity { none, even, odd, mark, space };

/// How a modem line (DTR, RTS) is driven; `keep` leaves what opening the port made of it.
enum class Level { off, on, keep };

/// What the other end drives, as RFC 2217 numbers it ("NOTIFY-MODEMSTATE").
enum ModemLine : std::uint8_t {
    clear_to_send = 0x10,
    data_set_ready = 0x20,
    ring = 0x40,
    carrier = 0x80
};

struct Settings {
    std::uint32_t baud = 115200;  ///< any rate that the driver can make
    Parity parity = Parity::none;
    Level dtr = Level::keep;
    Level rts = Level::keep;
    std::uint8_t data_bits = 8;  ///< 5 to 8
    std::uint8_t stop_bits = 1;  ///< 1 or 2

    bool operator==(const Settings&) const = default;
};

/// An open stream, held exclusively. The destructor puts a tty's settings back and closes it.
class Stream {
public:
    using Clock = std::chrono::steady_clock;

    virtual ~Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// The address it was opened with.
    [[nodiscard]] virtual const std::string& address() const = 0;
    /// Waits for bytes and returns how many were read; 0 at the deadline. `Error` Fault::gone when
    /// the device was unplugged or the peer closed. Throws `Interrupted` at Ctrl-C.
    [[nodiscard]] virtual std::size_t read(std::span<std::uint8_t> into,
                                           Clock::time_point deadline) = 0;
    /// Writes all; `Error` Fault::timeout if the deadline passes, Fault::gone.
    virtual void write(BytesView bytes, Clock::time_point deadline) = 0;
    /// Changes the rate, parity and lines. A driver that cannot come within 3 % of the rate is an
    /// `Error`; a pty's lack of parity and lines is none. Nothing on a socket.
    virtual void configure(const Settings& settings) = 0;
    /// Drives the modem lines; `keep` leaves a line. Nothing on ptys and sockets.
    virtual void set_lines(Level dtr, Level rts) = 0;
    /// Returns what the other end says: ModemLine bits. None where nobody says anything.
    [[nodiscard]] virtual std::uint8_t modem_lines() const { return 0; }
    virtual void send_break(std::chrono::milliseconds duration);
    /// Holds the line low until it is called again with false. Nothing on ptys and sockets.
    virtual void set_break(bool /*on*/) {}
    /// Drops what has arrived and was not read.
    virtual void discard_input() = 0;
    /// Drops what was written and is not on the line yet, where somebody keeps such bytes.
    virtual void discard_output() {}
    /// For poll(2): readable when bytes have arrived or the stream has ended.
    [[nodiscard]] virtual int fd() const noexcept = 0;
    /// Returns whether read() has bytes already; fd() knows nothing of those.
    [[nodiscard]] virtual bool has_bytes() const noexcept { return false; }
    [[nodiscard]] virtual Clock::time_point now() const { return Clock::now(); }
    /// Sleeps; a test's stream only moves its clock. Throws `Interrupted` at Ctrl-C.
    virtual void sleep(Clock::duration duration);

protected:
    Stream() = default;
};

/// Opens a tty or pty by its path, `socket://HOST:PORT` (plain bytes over TCP), or
/// `rfc2217://HOST:PORT` (also rate, parity and lines). A tty is had exclusively: flock and
/// TIOCEXCL, and UUCP lock files are respected; held by another process is an `Error` (Fault::busy)
/// that names pid and command where they can be known. No HUPCL, so that closing resets no board.
[[nodiscard]] std::unique_ptr<Stream> open(const std::string& address, const Settings& settings);

}  // namespace perth::cli::serial
