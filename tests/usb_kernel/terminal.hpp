// The port that the kernel makes of a board with a serial port.
#pragma once

#include <filesystem>
#include <string>

namespace perth::usb_kernel {

/// Returns "/dev/ttyACM…", of which there is one at most; empty if there is none.
inline std::string terminal() {
    for (const auto& entry : std::filesystem::directory_iterator("/dev")) {
        if (entry.path().filename().string().starts_with("ttyACM")) return entry.path();
    }
    return {};
}

}  // namespace perth::usb_kernel
