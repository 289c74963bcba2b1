#include "perth/diag/packet_reader.hpp"

namespace perth::detail {
namespace {

constexpr std::uint8_t no_value = 64;
constexpr std::uint8_t first_marker[] = {0x06, 0x09};
constexpr std::uint8_t next_marker[] = {0x04, 0x14};

// Returns the six bits that a base64 character stands for, or no_value.
std::uint8_t six_bits(std::uint8_t character) noexcept {
    std::uint8_t value = 0;
    while (value != no_value && base64_digits[value] != static_cast<char>(character)) ++value;
    return value;
}

std::uint16_t crc16_of(std::uint16_t crc, std::uint8_t byte) noexcept {
    unsigned next = crc ^ static_cast<unsigned>(byte) << 8;
    for (unsigned bit = 0; bit < 8; ++bit) {
        next <<= 1;
        if ((next & 0x10000U) != 0) next ^= 0x11021U;
    }
    return static_cast<std::uint16_t>(next);
}

}  // namespace

const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint16_t crc16(std::span<const std::uint8_t> bytes) noexcept {
    std::uint16_t crc = 0;
    for (const std::uint8_t byte : bytes) crc = crc16_of(crc, byte);
    return crc;
}

PacketReader::Taken PacketReader::take(std::uint8_t byte) noexcept {
    if (byte == '\n' || byte == '\r') return end_line();
    switch (place_) {
        case Place::line_start:
            begin_line(byte);
            break;
        case Place::marker:
            begin_frame(byte);
            break;
        case Place::inside_frame:
            decode(byte);
            break;
        case Place::inside_text:
        case Place::broken_frame:
            break;
    }
    return place_ >= Place::marker ? Taken::frame : Taken::text;
}

// A 04 is a program's own unless a packet goes on; and text in between says that none does: whoever
// sent its beginning is gone, and somebody types.
void PacketReader::begin_line(std::uint8_t byte) noexcept {
    first_ = byte == first_marker[0];
    place_ = first_ || (goes_on_ && byte == next_marker[0]) ? Place::marker : Place::inside_text;
    if (place_ == Place::inside_text) goes_on_ = false;
}

void PacketReader::begin_frame(std::uint8_t byte) noexcept {
    place_ = byte == (first_ ? first_marker[1] : next_marker[1]) ? Place::inside_frame
                                                                 : Place::inside_text;
    if (place_ == Place::inside_text) goes_on_ = false;
    if (!first_ || place_ == Place::inside_text) return;
    room_ = next_room_;
    size_ = 0;
    crc_ = 0;
    bit_count_ = 0;
    goes_on_ = true;
}

PacketReader::Taken PacketReader::end_line() noexcept {
    const Place before = place_;
    place_ = Place::line_start;
    if (before == Place::marker) goes_on_ = false;
    if (before <= Place::marker) return Taken::text;
    if (before != Place::inside_frame || size_ < 2) return Taken::frame;
    const std::size_t whole = 2 + announced();
    if (size_ < whole) return Taken::frame;  // goes on in another line
    goes_on_ = false;
    if (size_ > whole || size_ < header_size + around || crc_ != 0) return Taken::frame;
    const std::size_t payload = static_cast<std::size_t>(room_[4]) << 8 | room_[5];
    return payload + header_size + around == size_ ? Taken::packet : Taken::frame;
}

// A line with any other character, or too long a one, is no packet: it is read to its end as text
// that nobody sees.
void PacketReader::decode(std::uint8_t character) noexcept {
    if (character == '=') {  // fills up the last four characters; brings no bits
        bit_count_ = 0;
        return;
    }
    const std::uint8_t value = six_bits(character);
    if (value == no_value || size_ == room_.size()) {
        goes_on_ = false;
        place_ = Place::broken_frame;
        return;
    }
    bits_ = static_cast<std::uint16_t>(bits_ << 6 | value);
    bit_count_ = static_cast<std::uint8_t>(bit_count_ + 6);
    if (bit_count_ < 8) return;
    bit_count_ = static_cast<std::uint8_t>(bit_count_ - 8);
    append(static_cast<std::uint8_t>(bits_ >> bit_count_));
}

// The CRC is kept up to date with each byte: the whole at once would hold up the interrupt.
void PacketReader::append(std::uint8_t byte) noexcept {
    if (size_ >= 2) crc_ = crc16_of(crc_, byte);
    room_[size_++] = byte;
}

}  // namespace perth::detail
