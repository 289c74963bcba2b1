#include "perth/diag/packet_reader.hpp"

namespace perth::detail {
namespace {

constexpr std::uint8_t no_value = 64;
constexpr std::uint8_t first_marker[] = {0x06, 0x09};
constexpr std::uint8_t next_marker[] = {0x04, 0x14};

/// The characters of base64, in order, as runs.
struct Run {
    char first;
    std::uint8_t count;
};
constexpr Run runs[] = {{'A', 26}, {'a', 26}, {'0', 10}, {'+', 1}, {'/', 1}};

// Returns the six bits that a base64 character stands for, or no_value.
std::uint8_t six_bits(std::uint8_t character) noexcept {
    std::uint8_t value = 0;
    for (const Run& run : runs) {
        const auto offset = static_cast<std::uint8_t>(character - run.first);
        if (offset < run.count) return static_cast<std::uint8_t>(value + offset);
        value = static_cast<std::uint8_t>(value + run.count);
    }
    return value;
}
static_assert(no_value == 26 + 26 + 10 + 1 + 1);

// Eight steps of the polynomial at once: its terms are at bits 12, 5 and 0.
std::uint16_t crc16_of(std::uint16_t crc, std::uint8_t byte) noexcept {
    std::uint32_t front = std::uint32_t{crc} >> 8 ^ byte;
    front ^= front >> 4;
    return static_cast<std::uint16_t>(std::uint32_t{crc} << 8 ^ front << 12 ^ front << 5 ^ front);
}

}  // namespace

char base64_digit(unsigned value) noexcept {
    const Run* run = runs;
    for (; value >= run->count; ++run) value -= run->count;
    return static_cast<char>(static_cast<unsigned>(run->first) + value);
}

std::uint16_t crc16(std::span<const std::uint8_t> bytes) noexcept {
    std::uint16_t crc = 0;
    for (const std::uint8_t byte : bytes) crc = crc16_of(crc, byte);
    return crc;
}

// A 04 is a program's own unless a packet goes on; and text in between says that none does: whoever
// sent its beginning is gone, and somebody types.
PacketReader::Taken PacketReader::take(std::uint8_t byte) noexcept {
    if (byte == '\n' || byte == '\r') return end_line();
    if (place_ == Place::line_start) {
        first_ = byte == first_marker[0];
        place_ =
            first_ || (goes_on_ && byte == next_marker[0]) ? Place::marker : Place::inside_text;
    } else if (place_ == Place::marker) {
        place_ = byte == (first_ ? first_marker[1] : next_marker[1]) ? Place::inside_frame
                                                                     : Place::inside_text;
        if (first_) begin_packet();
    } else if (place_ == Place::inside_frame) {
        decode(byte);
    }
    if (place_ <= Place::broken_frame) goes_on_ = false;
    return place_ == Place::inside_text ? Taken::text : Taken::frame;
}

void PacketReader::begin_packet() noexcept {
    room_ = next_room_;
    size_ = 0;
    crc_ = 0;
    bit_count_ = 0;
    goes_on_ = true;
}

PacketReader::Taken PacketReader::end_line() noexcept {
    const Place before = place_;
    place_ = Place::line_start;
    if (before == Place::broken_frame) return Taken::frame;
    if (before != Place::inside_frame) {
        if (before == Place::marker) goes_on_ = false;
        return Taken::text;
    }
    if (size_ < 2) return Taken::frame;
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
