// Asking a running firmware to start its chip's bootloader, so that nobody has to press a button.
#pragma once

#include <chrono>

#include "cli/serial/serial.hpp"

namespace perth::cli {

/// How long a firmware may take to answer.
inline constexpr std::chrono::seconds bootloader_answer{1};

/// Sends the request on the firmware's console and returns whether it was acknowledged before the
/// deadline; then the chip resets. The console's other text is passed over.
[[nodiscard]] bool enter_bootloader(serial::Stream& console,
                                    std::chrono::steady_clock::time_point deadline);

}  // namespace perth::cli
