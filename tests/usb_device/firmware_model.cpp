#include "tests/usb_device/firmware_model.hpp"

#include <perth_port.hpp>

#include <algorithm>
#include <utility>

#include "tests/usb_device/program.hpp"

namespace perth::usb_device {
namespace {

constexpr std::size_t packet_size = 64;

}  // namespace

FirmwareModel::FirmwareModel() {
    print("");  // who uses the console starts it
}

// A virtual host controller keeps the address to itself.
Answer FirmwareModel::control(const cli::usb::Setup& setup, cli::BytesView out,
                              std::size_t length) {
    if (!std::exchange(is_connected_, true)) (void)host_.connect();
    const Request request = {setup.request_type, setup.request, setup.value, setup.index,
                             static_cast<std::uint16_t>(length)};
    return host_.control(request, {out.begin(), out.end()});
}

Answer FirmwareModel::bulk_in(std::uint8_t endpoint, std::size_t length) {
    const auto number = static_cast<std::uint8_t>(endpoint & 0xF);
    for (std::size_t got = packet_size; got == packet_size && to_host_.size() < length;) {
        const Answer packet = controller_.in(host_.address(), number);
        if (packet.outcome != Outcome::ok) return packet;
        to_host_.insert(to_host_.end(), packet.data.begin(), packet.data.end());
        got = packet.data.size();
    }
    return {.data = std::exchange(to_host_, {})};
}

Outcome FirmwareModel::bulk_out(std::uint8_t endpoint, cli::BytesView data) {
    do {
        const auto part = data.subspan(sent_, std::min(packet_size, data.size() - sent_));
        const auto outcome = controller_.out(host_.address(), endpoint, {part.begin(), part.end()});
        if (outcome != Outcome::ok) return outcome;
        sent_ += part.size();
    } while (sent_ < data.size());
    sent_ = 0;
    return Outcome::ok;
}

void FirmwareModel::cancelled(std::uint8_t endpoint) {
    if ((endpoint & 0x80) == 0) sent_ = 0;
}

bool FirmwareModel::is_attached() const {
    const hal::Critical guard;
    return hal::chip.ends.empty();
}

}  // namespace perth::usb_device
