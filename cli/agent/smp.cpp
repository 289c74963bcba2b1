#include "cli/agent/smp.hpp"

#include <algorithm>
#include <cstddef>

#include "cli/support/base64.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view first_marker = "\x06\x09";
constexpr std::string_view next_marker = "\x04\x14";
constexpr std::size_t header_size = 8;
constexpr std::size_t bytes_a_line = 93;  // 124 characters, marker and line feed: 127

Bytes serialise(const SmpPacket& packet) {
    Bytes bytes = {
        static_cast<std::uint8_t>(packet.version * 8U | static_cast<unsigned>(packet.op)), 0};
    append_big_endian(bytes, static_cast<std::uint16_t>(packet.payload.size()));
    append_big_endian(bytes, packet.group);
    bytes.push_back(packet.sequence);
    bytes.push_back(packet.command);
    bytes.insert(bytes.end(), packet.payload.begin(), packet.payload.end());
    return bytes;
}

/// Reads length, packet and CRC that have come whole.
std::optional<SmpPacket> parse(BytesView raw) {
    const BytesView body = raw.subspan(2);
    if (body.size() < header_size + 2 || crc16_xmodem(body) != 0) return std::nullopt;
    const BytesView packet = body.first(body.size() - 2);
    if (big_endian<std::uint16_t>(packet, 2) != packet.size() - header_size) return std::nullopt;
    const unsigned op = packet[0] & 7U;
    if (op > static_cast<unsigned>(SmpPacket::Op::write_reply)) return std::nullopt;
    return SmpPacket{.op = static_cast<SmpPacket::Op>(op),
                     .version = static_cast<std::uint8_t>(packet[0] >> 3 & 3),
                     .group = big_endian<std::uint16_t>(packet, 4),
                     .sequence = packet[6],
                     .command = packet[7],
                     .payload = {packet.begin() + header_size, packet.end()}};
}

}  // namespace

std::uint16_t crc16_xmodem(BytesView bytes) {
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

std::string smp_lines(const SmpPacket& packet) {
    const Bytes bytes = serialise(packet);
    Bytes raw;
    append_big_endian(raw, static_cast<std::uint16_t>(bytes.size() + 2));
    raw.insert(raw.end(), bytes.begin(), bytes.end());
    append_big_endian(raw, crc16_xmodem(bytes));
    std::string text;
    for (std::size_t i = 0; i < raw.size(); i += bytes_a_line) {
        text += i == 0 ? first_marker : next_marker;
        text += base64(BytesView(raw).subspan(i, std::min(bytes_a_line, raw.size() - i)));
        text += '\n';
    }
    return text;
}

std::optional<SmpPacket> SmpReader::line(std::string_view text) {
    while (!text.empty() && text.front() == '\r') text.remove_prefix(1);
    while (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    const bool first = text.starts_with(first_marker);
    if (!first && !(started_ && text.starts_with(next_marker))) return std::nullopt;
    if (first) {
        raw_.clear();
        tail_.clear();
        started_ = true;
    }
    // Some encode each line by itself, some the whole and cut its text: groups of four go on.
    tail_ += text.substr(first_marker.size());
    std::size_t at = 0;
    for (; tail_.size() - at >= 4 && started_; at += 4) {
        started_ = append_base64_group(std::string_view(tail_).substr(at, 4), raw_);
    }
    tail_.erase(0, at);
    if (!started_ || raw_.size() < 2) return std::nullopt;
    const std::size_t announced = big_endian<std::uint16_t>(raw_) + std::size_t{2};
    if (raw_.size() < announced) return std::nullopt;
    started_ = false;
    return raw_.size() == announced ? parse(raw_) : std::nullopt;
}

}  // namespace perth::cli
