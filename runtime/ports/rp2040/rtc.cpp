// The calendar clock, from the crystal.
#include "rtc.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "calendar.hpp"
#include "unit_registers.hpp"

namespace perth::hal::rp2040 {
namespace {

static_assert(board::crystal_hz % rtc_divider == 0, "the calendar clock would not be exact");
constexpr std::uint32_t clocks_a_second = board::crystal_hz / rtc_divider;
static_assert(clocks_a_second <= 0x1'0000);

// It follows a change within three of its clocks, 64 us; a look takes four of the core's or more.
constexpr unsigned looks = 10'000;

bool somebody_set_it = false;

bool wait_until(bool is_active) noexcept {
    for (unsigned i = 0; i < looks; ++i) {
        if (((rtc().control & Rtc::active) != 0) == is_active) return true;
    }
    return false;
}

}  // namespace

bool rtc_begin() noexcept {
    // Who restarts the program without a reset, as debuggers do, leaves the clock running.
    if ((resets().reset & Resets::rtc) == 0 && (rtc().control & Rtc::active) != 0) {
        somebody_set_it = true;
        return true;
    }
    start_unit(Resets::rtc);
    rtc().divider = clocks_a_second - 1;
    rtc().control = Rtc::enable;
    return wait_until(true);
}

bool rtc_is_set() noexcept { return somebody_set_it; }

// "RP2040 Datasheet", "RTC", "Programmer's Model": stopped, loaded, started.
void rtc_set(std::int64_t seconds) noexcept {
    const auto since_2000 = static_cast<std::uint32_t>(seconds - seconds_of_2000);
    const std::uint32_t days = since_2000 / 86'400, second = since_2000 % 86'400;
    const Date date = date_of(days);
    const std::uint32_t weekday = (days + 6) % 7;  // 0 is Sunday
    rtc().control = 0;
    (void)wait_until(false);
    rtc().set_date = date.year << 12 | date.month << 8 | date.day;
    rtc().set_time = weekday << 24 | second / 3600 << 16 | second / 60 % 60 << 8 | second % 60;
    rtc().control = Rtc::load;
    rtc().control = Rtc::enable;
    (void)wait_until(true);
    somebody_set_it = true;
}

std::int64_t rtc_now() noexcept {
    const Critical guard;  // the date is that of the last reading of the time
    const std::uint32_t time = rtc().time;
    const std::uint32_t date = rtc().date;
    const unsigned days = days_of({date >> 12 & 0xFFF, date >> 8 & 0xF, date & 0x1F});
    const std::uint32_t second =
        (time >> 16 & 0x1F) * 3600 + (time >> 8 & 0x3F) * 60 + (time & 0x3F);
    return seconds_of_2000 + std::int64_t{days} * 86'400 + second;
}

}  // namespace perth::hal::rp2040
