// The calendar clock as a type: perth::rtc::Rtc0.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"
#include "units.hpp"

namespace perth::hal::rp2040 {

bool rtc_begin() noexcept;
bool rtc_is_set() noexcept;
void rtc_set(std::int64_t seconds) noexcept;
std::int64_t rtc_now() noexcept;

/// See hal::RtcUnit. It has neither a battery nor a domain of its own: every reset stops it, so
/// that it is to be set after each start.
struct CalendarClock {
    static constexpr const char* name = "RTC";
    static bool claim() noexcept { return claim_all(1U << rtc_bit, 0); }
    static void unclaim() noexcept { unclaim_all(1U << rtc_bit, 0); }
    static bool begin() noexcept { return rtc_begin(); }
    static bool is_set() noexcept { return rtc_is_set(); }
    static void set(std::int64_t seconds) noexcept { rtc_set(seconds); }
    static std::int64_t now() noexcept { return rtc_now(); }
};

}  // namespace perth::hal::rp2040

namespace perth::rtc {
using Rtc0 = hal::rp2040::CalendarClock;
static_assert(hal::RtcUnit<Rtc0>);
}  // namespace perth::rtc
