// The agent: what a firmware answers on its console to the tool. So far one request: into the
// bootloader. A complete packet with a right CRC and a group of our own, so that no text does it.
//
// Source of the header and of rc: Zephyr, "SMP Protocol Specification".
#include <cstdint>
#include <span>

#include "perth/diag/packet_reader.hpp"
#include "perth/hal/console_tap.hpp"
#include "perth/hal/hal.hpp"

namespace perth {
namespace {

using detail::PacketReader;

constinit PacketReader reader;  // used in the console's interrupt only

// The first group that Zephyr leaves to others is 64.
constexpr std::uint8_t group_high = 0x50;  // 'P'
constexpr std::uint8_t group_low = 0x45;   // 'E'
constexpr std::uint8_t command_bootloader = 1;
constexpr std::uint8_t op_mask = 7;
constexpr std::uint8_t op_write = 2;

bool asks_for_bootloader(std::span<const std::uint8_t> packet) noexcept {
    return (packet[0] & op_mask) == op_write && packet[4] == group_high && packet[5] == group_low &&
           packet[7] == command_bootloader;
}

void write_base64(std::span<const std::uint8_t> bytes) noexcept {  // a multiple of three
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t three = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                    static_cast<std::uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
        for (unsigned shift = 24; shift != 0;) {
            shift -= 6;
            hal::console_panic_write(&detail::base64_digits[three >> shift & 63], 1);
        }
    }
}

// Polled, for nothing is sent by interrupt any more once the chip has been reset.
void acknowledge(std::uint8_t version_and_op, std::uint8_t sequence) noexcept {
    std::uint8_t raw[] = {0,
                          16,
                          static_cast<std::uint8_t>(version_and_op | 1),
                          0,
                          0,
                          6,
                          group_high,
                          group_low,
                          sequence,
                          command_bootloader,
                          0xBF,
                          0x62,
                          'r',
                          'c',
                          0,
                          0xFF,  // CBOR: {"rc": 0}, indefinite length
                          0,
                          0};
    const std::uint16_t crc = detail::crc16(std::span(raw).subspan(2, 14));
    raw[16] = static_cast<std::uint8_t>(crc >> 8);
    raw[17] = static_cast<std::uint8_t>(crc);
    hal::console_panic_write("\n\x06\x09", 3);  // a line of its own
    write_base64(raw);
    hal::console_panic_write("\n", 1);
}

}  // namespace

bool hal::console_tap(std::uint8_t byte) noexcept {
    const auto taken = reader.take(byte);
    if (taken == PacketReader::Taken::packet && asks_for_bootloader(reader.packet())) {
        acknowledge(reader.packet()[0], reader.packet()[6]);
        reset_to_bootloader();
    }
    return taken != PacketReader::Taken::text;
}

}  // namespace perth
