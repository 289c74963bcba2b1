// Waiting for the kernel, which does most things a moment later.
#pragma once

#include <chrono>
#include <thread>

namespace perth::usb_kernel {

/// Asks until `condition` holds or the time is over; returns whether it holds.
template <typename Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace perth::usb_kernel
