// SMP packets among the text of a console.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::detail {

/// Finds SMP packets that are sent as lines of text: the bytes 06 09, base64 of length, packet and
/// CRC-16, a line feed; what does not fit one line goes on in lines that begin with 04 14. What is
/// longer than the room for it, broken, or has a wrong CRC is dropped silently.
///
/// A 04 that is typed, Ctrl-D, is the program's at once, but for one that comes while a packet is
/// not whole yet; that, or any other text at the beginning of a line, ends such a packet, so that
/// what a host leaves unfinished takes no second key.
///
/// Source: Zephyr, "SMP Transport Specification", section "UART/serial and console".
class PacketReader {
public:
    /// Bytes around a packet: its length before, its CRC behind.
    static constexpr std::size_t around = 4;
    /// A header, bytes.
    static constexpr std::uint8_t header_size = 8;

    enum class Taken : std::uint8_t {
        text,    ///< no byte of a packet: the program's
        frame,   ///< a byte of a line that is, or pretends to be, a packet
        packet,  ///< the last byte of a packet: see packet()
    };

    /// Packets go to `room`, at most 65,000 bytes, `around` more than a packet has.
    explicit constexpr PacketReader(std::span<std::uint8_t> room) noexcept
        : room_(room), next_room_(room) {}

    /// Packets that begin from now on go to `room`.
    void use(std::span<std::uint8_t> room) noexcept { next_room_ = room; }

    Taken take(std::uint8_t byte) noexcept;
    /// Header and payload, at least 8 bytes; until the next packet begins.
    [[nodiscard]] std::span<std::uint8_t> packet() const noexcept {
        return {room_.data() + 2, static_cast<std::size_t>(size_) - around};
    }

private:
    enum class Place : std::uint8_t {
        inside_text,
        broken_frame,  // read to its end
        line_start,
        marker,  // 06, or the 04 of a line that is waited for
        inside_frame,
    };

    void begin_packet() noexcept;
    Taken end_line() noexcept;
    void decode(std::uint8_t character) noexcept;
    void append(std::uint8_t byte) noexcept;
    [[nodiscard]] std::size_t announced() const noexcept {
        return static_cast<std::size_t>(room_[0]) << 8 | room_[1];
    }

    std::span<std::uint8_t> room_;  // length, packet, CRC
    std::span<std::uint8_t> next_room_;
    std::uint16_t size_ = 0;  // of what is in room_
    std::uint16_t bits_ = 0;  // not yet a byte: the lowest `bit_count_`
    std::uint16_t crc_ = 0;
    std::uint8_t bit_count_ = 0;
    Place place_ = Place::line_start;
    bool goes_on_ = false;  // a packet is not whole yet
    bool first_ = true;     // the marker was 06
};

/// Returns the character for six bits.
[[nodiscard]] char base64_digit(unsigned value) noexcept;

/// CRC-16/XMODEM: polynomial 0x1021, starting at 0; 0x31C3 for "123456789".
[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes) noexcept;

}  // namespace perth::detail
