#include "tests/usb_device/host.hpp"

#include <algorithm>

namespace perth::usb_device {
namespace {

constexpr std::size_t packet_size = 64;
constexpr std::uint8_t to_host = 0x80;
constexpr std::uint8_t set_address = 5;
constexpr std::uint8_t set_configuration = 9;

}  // namespace

SetupBytes Request::bytes() const {
    const auto low = [](std::uint16_t word) { return static_cast<std::uint8_t>(word); };
    const auto high = [](std::uint16_t word) { return static_cast<std::uint8_t>(word >> 8); };
    return {type,       request,     low(value),  high(value),
            low(index), high(index), low(length), high(length)};
}

Answer Host::control(const Request& request, const Packet& data) {
    if (const auto outcome = bus_.setup(address_, request.bytes()); outcome != Outcome::ok) {
        return {.outcome = outcome};
    }
    if ((request.type & to_host) != 0 && request.length != 0) return data_to_host(request.length);
    if (const auto outcome = data_from_host(data); outcome != Outcome::ok) {
        return {.outcome = outcome};
    }
    Answer status = bus_.in(address_, 0);
    if (status.outcome == Outcome::ok && !status.data.empty()) status.outcome = Outcome::failed;
    return status;
}

// Ends by a packet that is not full, or when there is as much as was asked for.
Answer Host::data_to_host(std::size_t length) {
    Answer all;
    for (std::size_t got = packet_size; got == packet_size && all.data.size() < length;) {
        const Answer next = bus_.in(address_, 0);
        if (next.outcome != Outcome::ok) return next;
        all.data.insert(all.data.end(), next.data.begin(), next.data.end());
        got = next.data.size();
    }
    all.outcome = all.data.size() > length ? Outcome::failed : bus_.out(address_, 0, {});
    return all;
}

Outcome Host::data_from_host(const Packet& data) {
    for (std::size_t at = 0; at < data.size(); at += packet_size) {
        const auto first = data.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(std::min(packet_size, data.size() - at));
        const auto outcome = bus_.out(address_, 0, {first, first + count});
        if (outcome != Outcome::ok) return outcome;
    }
    return Outcome::ok;
}

Outcome Host::connect() {
    bus_.reset();
    address_ = 0;
    constexpr std::uint8_t address = 5;
    const auto outcome = control({0, set_address, address, 0, 0}).outcome;
    if (outcome == Outcome::ok) address_ = address;
    return outcome;
}

Outcome Host::enumerate() {
    const auto outcome = connect();
    return outcome == Outcome::ok ? control({0, set_configuration, 1, 0, 0}).outcome : outcome;
}

Outcome Host::set_line(std::uint32_t baud) {
    Packet coding;
    cli::append_little_endian(coding, baud);
    coding.insert(coding.end(), {0, 0, 8});
    return control(set_line_coding, coding).outcome;
}

std::string Host::read() {
    std::string text;
    for (;;) {
        const Answer packet = bus_.in(address_, 1);
        if (packet.outcome != Outcome::ok) return text;
        text.append(packet.data.begin(), packet.data.end());
        if (packet.data.size() < packet_size) return text;
    }
}

std::size_t Host::write(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += packet_size) {
        const auto part = text.substr(at, packet_size);
        if (bus_.out(address_, 1, {part.begin(), part.end()}) != Outcome::ok) return at;
    }
    return text.size();
}

}  // namespace perth::usb_device
