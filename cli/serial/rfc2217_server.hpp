// The server's half of RFC 2217: what one client asks of a port, and is told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/serial/rfc2217.hpp"
#include "cli/serial/serial.hpp"
#include "cli/serial/telnet.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli::serial {

/// Speaks with one client about a port that somebody else owns. Nothing of it waits, but for what
/// the port's driver takes to be set.
class Rfc2217Session {
public:
    /// `settings` is what the port is set to.
    explicit Rfc2217Session(const Settings& settings);

    /// Takes what the client sent, up to a few requests that cost time; the rest is kept for
    /// resume(). Appends its data to `data`. `port` is null while it is not open: it is set as the
    /// client wants once it is.
    ///
    /// Errors: as Stream::configure() but what the driver cannot do: the client is told that.
    void take(BytesView bytes, Stream* port, Bytes& data);
    /// Goes on with what was kept.
    void resume(Stream* port, Bytes& data) { take({}, port, data); }
    [[nodiscard]] bool is_behind() const noexcept { return !kept_.empty(); }

    /// The port has said this.
    void give(BytesView bytes);
    /// The port was opened again: sets it as the client wants.
    void attach(Stream& port);
    /// Tells the client of modem lines that have changed.
    void tell_lines(const Stream& port);

    /// Returns what has to be sent to the client, and forgets it.
    [[nodiscard]] Bytes take_outgoing() { return std::exchange(out_, {}); }
    /// Whether the client speaks RFC 2217; one that does not gets bytes all the same. One whose
    /// request crosses ours may agree by asking for something (pyserial 3.5).
    [[nodiscard]] bool is_com_port() const {
        return has_asked_ || telnet_.is_ours(TelnetOption::com_port) ||
               telnet_.is_theirs(TelnetOption::com_port);
    }
    /// Returns what the client has made of the port.
    [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
    /// Whether the client holds the line low.
    [[nodiscard]] bool is_break() const noexcept { return is_break_; }
    /// Whether the client has asked to drop what waits to be written, since this was called last.
    [[nodiscard]] bool take_purge() noexcept { return std::exchange(purged_, false); }

private:
    void hear(std::uint8_t option, BytesView payload, Stream* port);
    [[nodiscard]] Bytes answer(ComPort what, BytesView value, Stream* port);
    void set(const Settings& wanted, Stream* port);
    [[nodiscard]] std::uint8_t control(std::uint8_t value, Stream* port);
    void purge(std::uint8_t what, Stream* port);
    void put(ComPort what, BytesView value);

    TelnetEnd telnet_{TelnetEnd::Role::server};
    Settings settings_;
    Bytes kept_;
    Bytes out_;
    unsigned requests_ = 0;  ///< in this take()
    std::uint8_t flow_ = static_cast<std::uint8_t>(Control::no_flow);
    std::uint8_t modem_mask_ = 0xFF;
    std::optional<std::uint8_t> modem_;  ///< as told last
    bool has_asked_ = false;
    bool is_break_ = false;
    bool purged_ = false;
};

}  // namespace perth::cli::serial
