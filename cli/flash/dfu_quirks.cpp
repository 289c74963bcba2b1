#include "cli/flash/dfu_quirks.hpp"

#include <algorithm>
#include <array>

namespace perth::cli {
namespace {

using std::chrono::milliseconds;

/// Devices of one vendor, and all versions of them unless one is named.
struct Row {
    std::uint16_t vid;
    std::uint16_t first_pid;
    std::uint16_t last_pid;
    std::optional<std::uint16_t> bcd_device;
    DfuQuirks quirks;
};

DfuQuirks fixed_poll() {
    DfuQuirks quirks;
    quirks.poll = milliseconds(5);
    return quirks;
}

DfuQuirks in_dfu_mode() {
    DfuQuirks quirks;
    quirks.is_in_dfu_mode = true;
    return quirks;
}

DfuQuirks version_1_1() {
    DfuQuirks quirks;
    quirks.version = 0x0110;
    return quirks;
}

// GD32VF103 user manual, "Boot configuration": its ROM speaks ST's DfuSe, nearly.
DfuQuirks gd32vf103() {
    DfuQuirks quirks;
    quirks.pointer_for_each_block = true;
    quirks.has_gd32_layout = true;
    quirks.leaves_without_status = true;
    return quirks;
}

const std::array<Row, 9>& rows() {
    static const std::array<Row, 9> all = {{
        // A nonsensical bwPollTimeout: Openmoko phones and probes, OpenPCD readers, Siemens AG
        // PXM 40/50, M-Audio Transit.
        {0x1D50, 0x5117, 0x5126, {}, fixed_poll()},
        {0x1457, 0x5117, 0x5126, {}, fixed_poll()},
        {0x16C0, 0x0762, 0x0762, {}, fixed_poll()},
        {0x16C0, 0x076B, 0x076C, {}, fixed_poll()},
        {0x0908, 0x02C4, 0x02C5, 0x0000, fixed_poll()},
        {0x0763, 0x2806, 0x2806, {}, fixed_poll()},
        // NXP LPC's ROM says "run-time" while it is in DFU mode.
        {0x1FC9, 0x000C, 0x000C, {}, in_dfu_mode()},
        // Maple's bootloader says it speaks something else.
        {0x1EAF, 0x0003, 0x0003, 0x0200, version_1_1()},
        {0x28E9, 0x0189, 0x0189, {}, gd32vf103()},
    }};
    return all;
}

bool fits(const Row& row, const usb::Descriptors& device) {
    return row.vid == device.vid && row.first_pid <= device.pid && device.pid <= row.last_pid &&
           row.bcd_device.value_or(device.bcd_device) == device.bcd_device;
}

// Jabra headsets say protocol 0; with one interface only they are in their bootloader.
bool is_jabra_bootloader(const usb::Descriptors& device) {
    return device.vid == 0x0B0E && device.interfaces.size() == 1 &&
           device.interfaces[0].protocol == 0;
}

}  // namespace

DfuQuirks dfu_quirks(const usb::Descriptors& descriptors) {
    if (is_jabra_bootloader(descriptors)) return in_dfu_mode();
    const auto row =
        std::ranges::find_if(rows(), [&](const Row& each) { return fits(each, descriptors); });
    return row == rows().end() ? DfuQuirks{} : row->quirks;
}

}  // namespace perth::cli
