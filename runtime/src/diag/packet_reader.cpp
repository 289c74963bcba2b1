#include "perth/diag/packet_reader.hpp"

namespace perth::detail {
namespace {

constexpr std::uint8_t header_size = 8;
constexpr std::uint8_t no_value = 64;

// Returns the six bits that a base64 character stands for, or no_value.
std::uint8_t six_bits(std::uint8_t character) noexcept {
    std::uint8_t value = 0;
    while (value != no_value && base64_digits[value] != static_cast<char>(character)) ++value;
    return value;
}

}  // namespace

const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint16_t crc16(std::span<const std::uint8_t> bytes) noexcept {
    unsigned crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc ^= static_cast<unsigned>(byte) << 8;
        for (unsigned bit = 0; bit < 8; ++bit) {
            crc <<= 1;
            if ((crc & 0x10000U) != 0) crc ^= 0x11021U;
        }
    }
    return static_cast<std::uint16_t>(crc);
}

PacketReader::Taken PacketReader::take(std::uint8_t byte) noexcept {
    if (byte == '\n' || byte == '\r') {
        const Place before = place_;
        place_ = Place::line_start;
        if (before == Place::inside_frame && is_whole()) return Taken::packet;
        return before >= Place::marker ? Taken::frame : Taken::text;
    }
    switch (place_) {
        case Place::line_start:
            place_ = byte == 0x06 ? Place::marker : Place::inside_text;
            break;
        case Place::marker:
            place_ = byte == 0x09 ? Place::inside_frame : Place::inside_text;
            size_ = 0;
            bit_count_ = 0;
            break;
        case Place::inside_text:
            break;
        case Place::inside_frame:
            decode(byte);
            break;
    }
    return place_ >= Place::marker ? Taken::frame : Taken::text;
}

// A line with any other character, or too long a one, is no packet: it is read to its end as text
// that nobody sees.
void PacketReader::decode(std::uint8_t character) noexcept {
    if (character == '=') return;  // fills up the last four characters; brings no bits
    const std::uint8_t value = six_bits(character);
    if (value == no_value || size_ == raw_.size()) {
        size_ = 0;
        place_ = Place::inside_text;
        return;
    }
    bits_ = static_cast<std::uint16_t>(bits_ << 6 | value);
    bit_count_ = static_cast<std::uint8_t>(bit_count_ + 6);
    if (bit_count_ < 8) return;
    bit_count_ = static_cast<std::uint8_t>(bit_count_ - 8);
    raw_[size_++] = static_cast<std::uint8_t>(bits_ >> bit_count_);
}

bool PacketReader::is_whole() const noexcept {
    if (size_ < 2 + header_size + 2) return false;
    const auto packet_and_crc = std::span(raw_).subspan(2, size_ - 2U);
    const std::size_t announced = static_cast<std::size_t>(raw_[0]) << 8 | raw_[1];
    const std::size_t payload = static_cast<std::size_t>(raw_[4]) << 8 | raw_[5];
    return announced == packet_and_crc.size() && payload == announced - 2 - header_size &&
           crc16(packet_and_crc) == 0;
}

}  // namespace perth::detail
