#include "tests/sync/device_line.hpp"

#include <algorithm>
#include <array>

#include "perth/diag/agent.hpp"

namespace perth::test {

using cli::SmpPacket;

std::size_t DeviceLine::read(std::span<std::uint8_t> into, Clock::time_point deadline) {
    const std::size_t size = std::min(into.size(), answer_.size());
    std::copy_n(answer_.begin(), size, into.begin());
    answer_.erase(0, size);
    if (size == 0) now_ = std::max(now_, deadline);
    return size;
}

void DeviceLine::write(cli::BytesView bytes, Clock::time_point) {
    bytes_ += bytes.size();
    for (const std::uint8_t byte : bytes) {
        if (byte != '\n') {
            line_ += static_cast<char>(byte);
            continue;
        }
        if (const auto packet = reader_.line(line_)) take(*packet);
        line_.clear();
    }
}

void DeviceLine::take(const SmpPacket& request) {
    ++requests_;
    broken_ = broken_ || left_ == 0U;
    if (left_ && *left_ > 0) --*left_;
    if (broken_ || flash_.is_cut()) return;
    cli::Bytes packet = {static_cast<std::uint8_t>(request.op), 0};
    cli::append_big_endian(packet, static_cast<std::uint16_t>(request.payload.size()));
    cli::append_big_endian(packet, request.group);
    packet.push_back(request.sequence);
    packet.push_back(request.command);
    packet.insert(packet.end(), request.payload.begin(), request.payload.end());
    std::array<std::uint8_t, detail::agent_packet> room{};
    std::copy(packet.begin(), packet.end(), room.begin());  // it is answered in its place
    void (*then)() noexcept = nullptr;
    const std::size_t size =
        detail::answer(std::span(room).first(packet.size()), room.size(), then);
    if (flash_.is_cut() || size == 0) return;
    answer_ += "text of the program\n" +
               cli::smp_lines({.op = static_cast<SmpPacket::Op>(room[0] & 3),
                               .group = request.group,
                               .sequence = room[6],
                               .command = room[7],
                               .payload = {room.begin() + 8,
                                           room.begin() + static_cast<std::ptrdiff_t>(size)}});
    if (then != nullptr) flash_.restart();
}

}  // namespace perth::test
