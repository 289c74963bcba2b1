// A monitor's bytes with their times, from a file of waveforms that a run wrote.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace perth::cli::mon {

struct TimedByte {
    std::int64_t time;  ///< µs, never less than the one before
    std::uint8_t byte;

    bool operator==(const TimedByte&) const = default;
};

struct RecordedBytes {
    std::vector<TimedByte> bytes;
    std::int64_t end;  ///< µs, the file's last time
};

/// Reads what a UART has sent from a value change dump: each change of a variable of 8 bits to a
/// number is a byte, at that time; `perth run --vcd` writes such ones, UART1_TX for instance, whose
/// times are those of the end of the stop bit.
///
/// `signal` names the variable; if it is empty there must be one only of 8 bits that has bytes, but
/// for what the firmware hears (UART1_RX, SPI0_MISO). `file` is for the messages. Errors
/// (Exit::wrong_use): a file of another form, naming the line; no such variable, or several.
///
/// Source: IEEE 1364-2005, "Value change dump (VCD) files".
[[nodiscard]] RecordedBytes recorded_bytes(std::string_view text, std::string_view file,
                                           std::string_view signal);

}  // namespace perth::cli::mon
