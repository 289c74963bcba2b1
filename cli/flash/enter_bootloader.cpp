#include "cli/flash/enter_bootloader.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "cli/agent/smp.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;

// As in runtime/src/diag/agent.cpp. The first group that Zephyr leaves to others is 64.
constexpr std::uint16_t perth_group = 0x5045;
constexpr std::uint8_t command_bootloader = 1;
constexpr std::chrono::milliseconds patience{300};  // for one answer

/// Returns whether the reply's map has "rc": 0, or nothing at all, which means the same.
bool is_success(const SmpPacket& reply) {
    static const Bytes rc_0 = {0x62, 'r', 'c', 0x00};
    const Bytes& map = reply.payload;
    return map.empty() || map == Bytes{0xA0} || map == Bytes{0xBF, 0xFF} ||
           std::search(map.begin(), map.end(), rc_0.begin(), rc_0.end()) != map.end();
}

/// Lines of the console, until the answer to `sequence` is among them.
bool wait_for_answer(serial::Stream& console, std::uint8_t sequence, Clock::time_point deadline) {
    SmpReader reader;
    std::string line;
    std::array<std::uint8_t, 256> piece{};
    while (const std::size_t size = console.read(piece, deadline)) {
        for (std::size_t i = 0; i < size; ++i) {
            if (piece[i] != '\n') {
                if (line.size() < 256) line += static_cast<char>(piece[i]);
                continue;
            }
            const auto reply = reader.line(line);
            line.clear();
            if (reply && reply->op == SmpPacket::Op::write_reply && reply->group == perth_group &&
                reply->command == command_bootloader && reply->sequence == sequence) {
                return is_success(*reply);
            }
        }
    }
    return false;
}

}  // namespace

bool enter_bootloader(serial::Stream& console, Clock::time_point deadline) {
    for (std::uint8_t sequence = 1; console.now() < deadline; ++sequence) {
        const std::string lines = smp_lines({.op = SmpPacket::Op::write,
                                             .group = perth_group,
                                             .sequence = sequence,
                                             .command = command_bootloader});
        // A line that somebody began on the console would hide the packet: later tries end it.
        const std::string text = sequence == 1 ? lines : "\n" + lines;
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
        console.write({bytes, text.size()}, deadline);
        if (wait_for_answer(console, sequence, std::min(deadline, console.now() + patience))) {
            return true;
        }
    }
    return false;
}

std::optional<std::uint8_t> find_reset_interface(const usb::Attached& attached) {
    for (const usb::Interface& one : attached.descriptors.interfaces) {
        if (one.class_code == 0xFF && one.subclass == 0 && one.protocol == 1) return one.number;
    }
    return std::nullopt;
}

void reset_to_bootsel(usb::Host& host, const usb::Attached& attached) {
    constexpr std::uint8_t class_out = 0x21;  // to an interface
    constexpr std::uint8_t reset_request = 1;
    const auto interface = find_reset_interface(attached);
    if (!interface) return;
    const auto device = host.open(attached);
    device->claim(*interface);
    // wValue 0: all interfaces of the ROM, no LED for activity.
    device->control_out({.request_type = class_out, .request = reset_request, .index = *interface},
                        {}, std::chrono::seconds(1));
}

void touch_at_1200_baud(serial::Stream& port) {
    using serial::Level;
    port.configure({.baud = 1200, .dtr = Level::on, .rts = Level::keep});
    port.set_lines(Level::off, Level::keep);
}

}  // namespace perth::cli
