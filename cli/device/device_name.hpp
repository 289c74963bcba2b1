// How a user names a device: on the command line, or in the "devices" of perth.json.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace perth::cli {

struct DeviceName {
    enum class Kind {
        place,   ///< USB place: "1-4.2"
        node,    ///< "/dev/bus/usb/001/004"
        port,    ///< a serial port's path or address: "/dev/ttyACM0", "rfc2217://HOST:PORT"
        serial,  ///< a serial number
    };

    Kind kind = Kind::serial;
    std::string text;

    bool operator==(const DeviceName&) const = default;
};

/// Understands "1-4.2", "usb:1-4.2", paths, addresses, serial numbers, and the names in `names`,
/// which stand for one of these. Empty text, or "usb:" before what is no place, is an `Error`
/// (Exit::wrong_use).
[[nodiscard]] DeviceName parse_device_name(std::string_view text,
                                           const std::map<std::string, std::string>& names);

}  // namespace perth::cli
