// The chip's calendar clock as a type: perth::rtc::Rtc0.
#pragma once

#include <cstdint>

namespace perth::rtc {

/// See hal::RtcUnit. It goes on through resets, and without power while VBAT has some.
///
/// Its oscillator is the board's 32.768 kHz crystal if it has one (`lse_hz` in `clocks`) and it
/// swings within three seconds: so long begin() may wait, the first time after the backup supply
/// came, with interrupts served. Else it is the chip's own of about 32 kHz (17 to 47), which tells
/// the order of events rather than the time.
///
/// QEMU has none: begin() says false.
struct Rtc0 {
    static constexpr char name[] = "RTC";
    static bool claim() noexcept;
    static void unclaim() noexcept;
    static bool begin() noexcept;
    static bool is_set() noexcept;
    static void set(std::int64_t seconds) noexcept;
    static std::int64_t now() noexcept;
};

}  // namespace perth::rtc
