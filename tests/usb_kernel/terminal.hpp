// The port that the kernel makes of a board with a serial port.
#pragma once

#include <filesystem>
#include <string>

#include "tests/usb_kernel/eventually.hpp"

namespace perth::usb_kernel {

/// Returns "/dev/ttyACM…", of which there is one at most; empty if there is none.
inline std::string find_terminal() {
    for (const auto& entry : std::filesystem::directory_iterator("/dev")) {
        if (entry.path().filename().string().starts_with("ttyACM")) return entry.path();
    }
    return {};
}

/// Waits for the kernel's driver, which is ready a moment after the device is plugged in.
inline std::string terminal() {
    std::string found;
    eventually([&found] { return !(found = find_terminal()).empty(); });
    return found;
}

}  // namespace perth::usb_kernel
