// A serial port of another computer: RFC 2217, "Telnet Com Port Control Option".
#pragma once

#include <cstdint>
#include <memory>

#include "cli/serial/serial.hpp"

namespace perth::cli::serial {

/// RFC 2217, "Telnet COM Port Control Option": what a subnegotiation says first. A server's answers
/// are these plus `from_server`.
enum class ComPort : std::uint8_t {
    signature = 0,
    baud = 1,
    data_bits = 2,
    parity = 3,
    stop_bits = 4,
    control = 5,
    line_state = 6,
    modem_state = 7,
    suspend = 8,
    resume = 9,
    line_state_mask = 10,
    modem_state_mask = 11,
    purge = 12,
};
constexpr std::uint8_t from_server = 100;

/// RFC 2217, "SET-CONTROL".
enum class Control : std::uint8_t {
    ask_flow = 0,
    no_flow = 1,
    ask_break = 4,
    break_on = 5,
    break_off = 6,
    ask_dtr = 7,
    dtr_on = 8,
    dtr_off = 9,
    ask_rts = 10,
    rts_on = 11,
    rts_off = 12,
};

/// RFC 2217, "PURGE-DATA".
enum class Purge : std::uint8_t { input = 1, output = 2, both = 3 };

/// Talks with the RFC 2217 server behind a connection, and sets its port. What is asked of the
/// server is waited for, 3 s each.
///
/// Errors: it speaks no RFC 2217 (Fault::protocol); it does not set what is asked for
/// (Fault::bad_input), or answers nothing (Fault::timeout).
[[nodiscard]] std::unique_ptr<Stream> open_rfc2217(std::unique_ptr<Stream> connection,
                                                   const Settings& settings);

/// Returns how RFC 2217 writes it: none 1, odd 2, even 3, mark 4, space 5.
[[nodiscard]] std::uint8_t parity_code(Parity parity);

}  // namespace perth::cli::serial
