// What is told of an attached device, and of its coming and going.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/device/device.hpp"

namespace perth::cli {

/// The facts of a device for people, safe to print; "-" stands for what it does not have.
struct DeviceRow {
    std::string what;    ///< "DFU", "BOOTSEL", "drive", "serial"
    std::string place;   ///< "1-4.2"
    std::string id;      ///< "0483:df11"
    std::string serial;  ///< serial number
    std::string node;    ///< "/dev/ttyACM0"
    std::string state;   ///< "free", "no permission", "in use by 1234: picocom /dev/ttyACM0"
    std::string boards;  ///< "pyboard-v10, pyboard-v11"
    std::string title;   ///< manufacturer and product; of a drive its volume and where it is
};

[[nodiscard]] DeviceRow row_of(const AttachedDevice& device);

/// Returns the device as a JSON object.
[[nodiscard]] std::string json_of(const AttachedDevice& device);

struct DeviceChange {
    enum class Kind { added, removed, changed };

    Kind kind = Kind::added;
    AttachedDevice device;  ///< as it is now, or as it was last
};

/// Returns the changes that lead from `before` to `after`, what went first. A device at the same
/// place with the same identifiers and node is the same; whether it may be opened changes when udev
/// is done with it. Holders are not compared.
[[nodiscard]] std::vector<DeviceChange> changes(const std::vector<AttachedDevice>& before,
                                                const std::vector<AttachedDevice>& after);

/// Returns "add", "remove" or "change".
[[nodiscard]] std::string_view event_name(DeviceChange::Kind kind);

}  // namespace perth::cli
