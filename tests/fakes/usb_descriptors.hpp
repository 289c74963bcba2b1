// Descriptors for models of USB devices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::fakes {

/// What a device with one DFU interface says of itself.
struct DfuDescription {
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::uint16_t bcd_device = 0;
    bool in_dfu_mode = true;
    std::vector<std::uint8_t> names = {0};  ///< iInterface of each alternate setting
    std::uint8_t attributes = 0;            ///< bmAttributes of the functional descriptor
    std::uint16_t detach_timeout = 1000;    ///< ms
    std::uint16_t transfer_size = 64;
    std::uint16_t version = 0x0110;
};

inline constexpr std::uint8_t manufacturer_string = 1;
inline constexpr std::uint8_t product_string = 2;
inline constexpr std::uint8_t serial_string = 3;

/// Returns a device descriptor and a configuration with one DFU interface.
/// Source: USB 2.0, "Standard USB Descriptor Definitions"; USB DFU 1.1, "DFU Mode Descriptor Set".
inline cli::Bytes dfu_descriptors(const DfuDescription& description) {
    cli::Bytes device = {18, 1, 0x00, 0x01, 0, 0, 0, 64};
    cli::append_little_endian(device, description.vid);
    cli::append_little_endian(device, description.pid);
    cli::append_little_endian(device, description.bcd_device);
    for (const std::uint8_t last : {manufacturer_string, product_string, serial_string}) {
        device.push_back(last);
    }
    device.push_back(1);  // configurations

    cli::Bytes interfaces;
    for (std::size_t i = 0; i < description.names.size(); ++i) {
        const std::uint8_t protocol = description.in_dfu_mode ? 2 : 1;
        const cli::Bytes interface = {9,    4,    0,        static_cast<std::uint8_t>(i), 0,
                                      0xFE, 0x01, protocol, description.names[i]};
        interfaces.insert(interfaces.end(), interface.begin(), interface.end());
    }
    interfaces.insert(interfaces.end(), {9, 0x21, description.attributes});
    cli::append_little_endian(interfaces, description.detach_timeout);
    cli::append_little_endian(interfaces, description.transfer_size);
    cli::append_little_endian(interfaces, description.version);

    device.insert(device.end(), {9, 2});
    cli::append_little_endian(device, static_cast<std::uint16_t>(9 + interfaces.size()));
    device.insert(device.end(), {1, 1, 0, 0xC0, 50});
    device.insert(device.end(), interfaces.begin(), interfaces.end());
    return device;
}

}  // namespace perth::fakes
