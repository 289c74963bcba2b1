// What a USB device says of itself: its descriptors, checked.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli::usb {

/// Where a device is plugged in: the bus and the hub ports down to it. Stays the same when the
/// device re-enumerates under other identifiers.
struct Place {
    unsigned bus = 0;
    std::vector<unsigned> ports;

    auto operator<=>(const Place&) const = default;
};

/// Returns "1-4.2", as the kernel writes it.
[[nodiscard]] std::string to_string(const Place& place);
/// Reads "1-4.2"; nothing if it is no such text.
[[nodiscard]] std::optional<Place> parse_place(std::string_view text);

struct Endpoint {
    enum class Type : std::uint8_t { control, isochronous, bulk, interrupt };

    std::uint8_t address = 0;  ///< bit 7 set: to the host
    Type type = Type::control;

    [[nodiscard]] bool is_in() const noexcept { return (address & 0x80) != 0; }
};

/// One alternate setting of an interface.
struct Interface {
    std::uint8_t number = 0;
    std::uint8_t alternate = 0;
    std::uint8_t class_code = 0;
    std::uint8_t subclass = 0;
    std::uint8_t protocol = 0;
    std::uint8_t name_index = 0;  ///< iInterface; 0: none
    Bytes extra;                  ///< the class-specific descriptors behind it
    std::vector<Endpoint> endpoints = {};
};

/// The device descriptor and its first configuration.
/// Source: USB 2.0, "Standard USB Descriptor Definitions".
struct Descriptors {
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::uint16_t bcd_device = 0;
    std::uint8_t max_packet_size0 = 64;
    std::uint8_t serial_index = 0;  ///< iSerialNumber; 0: none
    std::vector<Interface> interfaces;
    Bytes extra;  ///< descriptors between the configuration's and the first interface's
};

/// Reads a device descriptor followed by configuration descriptors, as the kernel gives them in
/// sysfs. Hostile until read: what does not hold together is an `Error` (Fault::protocol).
[[nodiscard]] Descriptors parse_descriptors(BytesView bytes);

}  // namespace perth::cli::usb
