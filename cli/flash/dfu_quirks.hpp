// Devices that do not quite do what DFU says, and what is done about them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "cli/usb/descriptors.hpp"

namespace perth::cli {

struct DfuQuirks {
    bool is_in_dfu_mode = false;                    ///< whatever bInterfaceProtocol says
    std::optional<std::uint16_t> version;           ///< instead of bcdDFUVersion
    std::optional<std::chrono::milliseconds> poll;  ///< instead of bwPollTimeout
    bool pointer_for_each_block = false;  ///< DfuSe: block numbers above 2 are not relied on
    bool has_gd32_layout = false;         ///< DfuSe: the memory's size is in the serial number
    bool leaves_without_status = false;   ///< DfuSe: GETSTATUS after the last request is too much
};

/// Returns what is known of a device with these identifiers.
[[nodiscard]] DfuQuirks dfu_quirks(const usb::Descriptors& descriptors);

}  // namespace perth::cli
