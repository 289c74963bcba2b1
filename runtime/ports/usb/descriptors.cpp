// Source: USB 2.0, "Standard USB Descriptor Definitions"; USB ECN "Interface Association
// Descriptors"; CDC 1.2, "Functional Descriptors"; PSTN 1.2, "Abstract Control Management
// Functional Descriptor".
#include "descriptors.hpp"

#include <board.hpp>
#include <usb_port.hpp>

#include <algorithm>
#include <array>

// The ports compile this for every board; one without the console over USB has no numbers.
namespace perth::hal::usb::without_numbers {
inline constexpr std::uint16_t usb_vid = 0;
inline constexpr std::uint16_t usb_pid = 0;
}  // namespace perth::hal::usb::without_numbers
namespace board {
using namespace perth::hal::usb::without_numbers;  // hidden by the board's own
}

namespace perth::hal::usb {
namespace {

using std::uint8_t;

enum StringIndex : uint8_t { no_string = 0, manufacturer = 1, product = 2, serial_number = 3 };

constexpr uint8_t low(unsigned word) { return static_cast<uint8_t>(word); }
constexpr uint8_t high(unsigned word) { return static_cast<uint8_t>(word >> 8); }
constexpr uint8_t type(DescriptorType value) { return static_cast<uint8_t>(value); }

constexpr uint8_t communications = 0x02;  // class codes of CDC
constexpr uint8_t abstract_control = 0x02;
constexpr uint8_t data_class = 0x0A;
constexpr uint8_t vendor_class = 0xFF;

constexpr unsigned usb_version = 0x0200;
constexpr unsigned device_version = 0x0100;

// The class of the device says that it has an interface association.
constexpr std::array<uint8_t, 18> with_serial = {18,
                                                 type(DescriptorType::device),
                                                 low(usb_version),
                                                 high(usb_version),
                                                 0xEF,
                                                 2,
                                                 1,
                                                 packet_size,
                                                 low(board::usb_vid),
                                                 high(board::usb_vid),
                                                 low(board::usb_pid),
                                                 high(board::usb_pid),
                                                 low(device_version),
                                                 high(device_version),
                                                 manufacturer,
                                                 product,
                                                 serial_number,
                                                 1};
constexpr std::array<uint8_t, 18> without_serial = [] {
    auto bytes = with_serial;
    bytes[16] = no_string;
    return bytes;
}();

template <std::size_t... Sizes>
constexpr auto joined(const std::array<uint8_t, Sizes>&... parts) {
    std::array<uint8_t, (Sizes + ...)> all{};
    auto end = all.begin();
    ((end = std::copy(parts.begin(), parts.end(), end)), ...);
    return all;
}

constexpr std::array<uint8_t, 9> interface(uint8_t number, uint8_t endpoints, uint8_t class_code,
                                           uint8_t subclass, uint8_t protocol) {
    return {9,         type(DescriptorType::interface),
            number,    0,
            endpoints, class_code,
            subclass,  protocol,
            no_string};
}

constexpr uint8_t bulk = 2;
constexpr uint8_t interrupt = 3;
constexpr std::array<uint8_t, 7> endpoint(Endpoint address, uint8_t kind, unsigned size,
                                          uint8_t interval) {
    return {7, type(DescriptorType::endpoint), address, kind, low(size), high(size), interval};
}

constexpr std::array<uint8_t, 8> association = {8,
                                                type(DescriptorType::association),
                                                serial_control,
                                                2,
                                                communications,
                                                abstract_control,
                                                0,
                                                no_string};

// Header (CDC 1.2); calls are not managed; line coding, line state and break; which interfaces
// belong together.
constexpr uint8_t in_class = type(DescriptorType::class_interface);
constexpr uint8_t line_requests_and_break = 0x02 | 0x04;
constexpr auto functional = std::to_array<uint8_t>({
    5, in_class, 0x00, 0x20, 0x01,                  //
    5, in_class, 0x01, 0x00, serial_data,           //
    4, in_class, 0x02, line_requests_and_break,     //
    5, in_class, 0x06, serial_control, serial_data  //
});

constexpr unsigned notification_size = 16;  // SERIAL_STATE takes 10; none is ever sent
constexpr auto serial_port =
    joined(association, interface(serial_control, 1, communications, abstract_control, 0),
           functional, endpoint(notifications, interrupt, notification_size, 255),
           interface(serial_data, 2, data_class, 0, 0), endpoint(data_out, bulk, packet_size, 0),
           endpoint(data_in, bulk, packet_size, 0));

// Source: Raspberry Pi, pico-sdk, pico/usb_reset_interface.h: a class, no endpoints.
constexpr auto functions = [] {
    if constexpr (has_reset_interface) {
        return joined(serial_port, interface(reset_interface, 0, vendor_class, 0, 1));
    } else {
        return serial_port;
    }
}();

constexpr uint8_t interface_count = has_reset_interface ? 3 : 2;
constexpr uint8_t from_the_bus = 0x80;  // powered; cannot wake the host
constexpr uint8_t current = 250 / 2;    // mA; the unit is 2 mA
constexpr unsigned configuration_size = 9 + functions.size();
constexpr auto configuration =
    joined(std::array<uint8_t, 9>{9, type(DescriptorType::configuration), low(configuration_size),
                                  high(configuration_size), interface_count, 1, no_string,
                                  from_the_bus, current},
           functions);

constexpr std::array<uint8_t, 4> languages = {4, type(DescriptorType::string), 0x09, 0x04};

std::optional<Readable> string(uint8_t index, std::string_view serial) noexcept {
    switch (index) {
        case no_string:
            return Readable(languages);
        case manufacturer:
            return Readable(std::string_view("perth"));
        case product:
            return Readable(std::string_view(board::name));
        case serial_number:
            if (!serial.empty()) return Readable(serial);
            break;
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace

uint8_t interfaces() noexcept { return interface_count; }

uint8_t Readable::byte(std::size_t at) const noexcept {
    const auto* const bytes = static_cast<const uint8_t*>(data_);
    if (!is_text_) return bytes[at];
    if (at == 0) return static_cast<uint8_t>(size_);
    if (at == 1) return type(DescriptorType::string);
    return at % 2 == 0 ? bytes[at / 2 - 1] : uint8_t{0};  // UTF-16LE
}

std::size_t Readable::copy(std::size_t at, std::span<uint8_t> to) const noexcept {
    const std::size_t count = std::min(to.size(), std::size_t{size_} - at);
    for (std::size_t i = 0; i < count; ++i) to[i] = byte(at + i);
    return count;
}

std::optional<Readable> descriptor(DescriptorType type, uint8_t index,
                                   std::string_view serial) noexcept {
    switch (type) {
        case DescriptorType::device:
            if (index != 0) break;
            return Readable(serial.empty() ? without_serial : with_serial);
        case DescriptorType::configuration:
            if (index != 0) break;
            return Readable(configuration);
        case DescriptorType::string:
            return string(index, serial);
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace perth::hal::usb
