// The serial ports of this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perth::cli::serial {

/// A process that has a port open.
struct Holder {
    int pid = 0;
    std::string command;  ///< its command line; empty where it may not be read
};

/// A tty with hardware behind it.
struct Port {
    std::string node;            ///< "/dev/ttyACM0"
    std::string place;           ///< USB place of the device, "1-4.2"; empty if it is not on USB
    std::uint8_t interface = 0;  ///< bInterfaceNumber
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::string manufacturer;  ///< not to be trusted
    std::string product;
    std::string serial;
    bool may_be_opened = true;  ///< by this user
};

/// Returns the ports in natural order (ttyACM2 before ttyACM10); 8250 ports without hardware are
/// left out. `sysfs` and `dev` are where these are mounted.
[[nodiscard]] std::vector<Port> ports(const std::string& sysfs = "/sys",
                                      const std::string& dev = "/dev");

/// Returns the first other process that has `node` open, as far as /proc lets this user see.
[[nodiscard]] std::optional<Holder> holder_of(const std::string& node);

/// Returns the command line of a process, made safe to print and cut after 200 bytes; empty where
/// it may not be read.
[[nodiscard]] std::string command_of(int pid);

}  // namespace perth::cli::serial
