// SMP packets among the text of a console.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::detail {

/// Finds SMP packets that are sent as lines of text: the bytes 06 09, base64 of length, packet and
/// CRC-16, a line feed. Only packets that fit one short line; what is longer, broken, or has a
/// wrong CRC is dropped silently.
///
/// Source: Zephyr, "SMP Transport Specification", section "UART/serial and console".
class PacketReader {
public:
    /// The longest packet that is understood, bytes: a header and a little payload.
    static constexpr std::size_t longest = 16;

    enum class Taken : std::uint8_t {
        text,    ///< no byte of a packet: the program's
        frame,   ///< a byte of a line that is, or pretends to be, a packet
        packet,  ///< the last byte of a packet: see packet()
    };

    Taken take(std::uint8_t byte) noexcept;
    /// Header and payload, at least 8 bytes; until the next byte is taken.
    [[nodiscard]] std::span<const std::uint8_t> packet() const noexcept {
        return {raw_.data() + 2, size_ - 4U};
    }

private:
    enum class Place : std::uint8_t { line_start, inside_text, marker, inside_frame };

    void decode(std::uint8_t character) noexcept;
    [[nodiscard]] bool is_whole() const noexcept;

    Place place_ = Place::line_start;
    std::uint8_t size_ = 0;   // of raw_
    std::uint16_t bits_ = 0;  // not yet a byte: the lowest `bit_count_`
    std::uint8_t bit_count_ = 0;
    std::array<std::uint8_t, longest + 4> raw_{};  // length, packet, CRC
};

extern const char base64_digits[65];  ///< 64, and the terminating zero

/// CRC-16/XMODEM: polynomial 0x1021, starting at 0; 0x31C3 for "123456789".
[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes) noexcept;

}  // namespace perth::detail
