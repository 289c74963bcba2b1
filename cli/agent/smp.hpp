// SMP, the management protocol of mcumgr and Zephyr, as lines among a console's text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// A request or a reply.
/// Source: Zephyr, "SMP Protocol Specification", section "Frame: The envelope".
struct SmpPacket {
    enum class Op : std::uint8_t { read = 0, read_reply = 1, write = 2, write_reply = 3 };

    Op op = Op::read;
    std::uint8_t version = 0;
    std::uint16_t group = 0;
    std::uint8_t sequence = 0;  ///< a reply repeats it
    std::uint8_t command = 0;
    Bytes payload = {};  ///< one CBOR map, or nothing; at most 65,000 bytes

    bool operator==(const SmpPacket&) const = default;
};

/// CRC-16/XMODEM: polynomial 0x1021, starting at 0, not reflected.
[[nodiscard]] std::uint16_t crc16_xmodem(BytesView bytes);

/// Returns the packet as lines of at most 127 bytes, each with its line feed.
/// Source: Zephyr, "SMP Transport Specification", section "UART/serial and console".
[[nodiscard]] std::string smp_lines(const SmpPacket& packet);

/// Finds packets in what a console says. What is no packet, or a broken one, is passed over in
/// silence: it may be a program's text.
class SmpReader {
public:
    /// Takes one line without its line feed; returns the packet that it completes.
    std::optional<SmpPacket> line(std::string_view text);

private:
    Bytes raw_;         // length, packet and CRC, as far as they came
    std::string tail_;  // base64 characters that wait for the rest of their group of four
    bool started_ = false;
};

}  // namespace perth::cli
