// The chip's watchdog as a type: perth::watchdog::Watchdog0.
#pragma once

#include <cstdint>

namespace perth::watchdog {

/// See hal::WatchdogUnit. It runs from the internal oscillator of 17 to 47 kHz: a time-out is as
/// given at 32 kHz, two thirds of it or twice as much on some chips. 125 µs to 32.7 s.
///
/// QEMU has none: begin() says false.
struct Watchdog0 {
    static constexpr char name[] = "IWDG";
    static bool claim() noexcept;
    static void unclaim() noexcept;
    static bool begin(std::uint32_t timeout_us) noexcept;
    static void feed() noexcept;
};

}  // namespace perth::watchdog
