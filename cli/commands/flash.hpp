// Flashing as a command does it: the project built first, with progress and messages.
#pragma once

#include <filesystem>
#include <string>

#include "cli/commands/context.hpp"
#include "cli/flash/crew.hpp"

namespace perth::cli {

struct FlashOptions {
    std::filesystem::path file = {};  ///< empty: build the project
    std::string via = {};             ///< empty: as the board prefers
    std::string device = {};          ///< empty: the one that fits
    std::string address = {};         ///< of a file without addresses, or where to read
    std::filesystem::path read = {};  ///< read the flash to this file instead
    std::string length = {};          ///< of what is read; empty: to the end of the flash
    std::string lines = {};           ///< DTR and RTS of a serial port; empty: left alone
    unsigned baud = 0;                ///< of a serial port; 0: 115200
    bool all = false;
    bool full = false;
    bool erase = false;
    bool no_verify = false;
    bool no_start = false;
    bool enter_bootloader = false;
    bool dry_run = false;
    bool unprotect = false;
    bool monitor = false;  ///< afterwards
    unsigned wait = 0;     ///< seconds
};

/// `perth flash`, on the USB that `make_host` gives.
void flash(const FlashOptions& options, Context& context, const HostFactory& make_host);

}  // namespace perth::cli
