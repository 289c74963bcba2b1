// Finding the device to flash: looking, asking a running firmware for its bootloader, waiting.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flash/choose.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// Tells the user a line of what is going on.
using Say = std::function<void(std::string_view)>;

/// Asks the firmware on a serial port to enter its bootloader; returns whether it agreed.
using AskFirmware = std::function<bool(const std::string& port, const Board& board)>;

/// Asks by the serial port, which a monitor that holds it lends. A port that cannot be opened is an
/// `Error`.
[[nodiscard]] bool ask_firmware(const std::string& port, const Board& board);

struct Search {
    Wanted wanted;
    bool all = false;    ///< several are welcome
    bool enter = false;  ///< ask a running firmware even if a bootloader is there
    std::chrono::seconds wait{0};
    std::vector<std::string> consoles = {};  ///< ports on which a running firmware may listen
};

/// Returns the ports that a running firmware of the board may listen on: the one that is named,
/// else the only one among `names`, else those whose USB identifiers are the board's.
[[nodiscard]] std::vector<std::string> consoles_of(const Wanted& wanted,
                                                   const std::map<std::string, std::string>& names);

/// Returns the device, or with `all` all of them. Where there is none, asks the firmware on the one
/// console that is known, and waits until one appears, or for `wait`.
///
/// Errors: none found, or several without `all`: Exit::no_device, with what was looked for.
[[nodiscard]] std::vector<Target> find_devices(usb::Host& host, const Search& search,
                                               const AskFirmware& ask, const Say& say);

/// Waits until a device that was lost is there again, at the same place. Nothing at `deadline`.
[[nodiscard]] std::optional<Target> find_again(usb::Host& host, const Target& lost,
                                               const Board& board,
                                               usb::Host::Clock::time_point deadline);

}  // namespace perth::cli
