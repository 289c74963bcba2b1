// What is plugged in now, and which boards it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/serial/ports.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// A board in its bootloader, a drive that takes programs, or a serial port that may be a board's
/// console. What is several of these is there several times.
struct AttachedDevice {
    enum class Kind { dfu, picoboot, drive, serial };

    Kind kind = Kind::serial;
    std::string node;   ///< "/dev/ttyACM0", "/dev/sda1" or "/dev/bus/usb/001/004"
    std::string place;  ///< USB place, "1-4.2"; empty if it is not on USB
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::string serial;                    ///< serial number, not to be trusted, nor always unique
    std::string title;                     ///< manufacturer and product, for people
    std::string volume = {};               ///< label of a drive's volume; empty if nobody knows it
    std::string mounted_at = {};           ///< folder of a drive that is mounted
    bool may_be_opened = true;             ///< by this user
    std::optional<serial::Holder> holder;  ///< the process that has it open
    std::vector<std::string> boards;  ///< names of the boards it may be, best first; only real ones
};

/// Returns everything attached that perth can talk to, matched with `boards`, sorted by place and
/// node. `boards` are in the order in which a device's are to be named.
[[nodiscard]] std::vector<AttachedDevice> attached_devices(usb::Host& host,
                                                           const std::vector<Board>& boards);

/// As above, of these ports; who holds what is not looked up.
[[nodiscard]] std::vector<AttachedDevice> attached_devices(usb::Host& host,
                                                           const std::vector<serial::Port>& ports,
                                                           const std::vector<Board>& boards);

/// Looks up which process has each of them open: some milliseconds a device.
void find_holders(std::vector<AttachedDevice>& devices);

}  // namespace perth::cli
