// The calendar clock. Source: ST RM0090, "Real-time clock (RTC)": "RTC register write protection",
// "Calendar initialization and configuration", "Reading the calendar"; "Battery backup domain".
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::rtc {
namespace {

using namespace hal::stm32f4;  // the registers
using hal::Critical;

Rtc& unit() noexcept { return hal::stm32f4::rtc(); }

bool claimed = false;

constexpr std::uint32_t is_set_mark = 0x5E7'71E5;  // in the first backup register

// ST DS8626, "Low-speed external clock generated from a crystal": 2 s typically. "Low-speed
// internal (LSI) RC oscillator": 40 µs.
constexpr std::int64_t crystal_limit = 3'000'000, internal_limit = 1'000;
// Two clocks of 32 kHz, with a margin.
constexpr std::int64_t access_limit = 1'000;

// Divided by 128 and then by 256; the internal one, by 128 and 250.
constexpr std::uint32_t crystal_prescaler = 127U << 16 | 255;
constexpr std::uint32_t internal_prescaler = 127U << 16 | 249;

bool wait_for(const Register& target, std::uint32_t bits, std::int64_t limit_us) noexcept {
    const std::int64_t limit = hal::now() + limit_us;
    while ((target & bits) == 0) {
        if (hal::now() > limit) return false;
    }
    return true;
}

void set(Register& target, std::uint32_t bits) noexcept { target = target | bits; }

void open_backup_domain() noexcept {
    const Critical guard;
    set(rcc().apb_enable[0], Rcc::apb1_pwr);
    (void)std::uint32_t{rcc().apb_enable[0]};
    set(power().control, Power::backup_writable);
}

bool start_crystal() noexcept {
    if constexpr (board::clocks::lse_hz == 0) return false;
    set(rcc().backup, Rcc::lse_on);
    return wait_for(rcc().backup, Rcc::lse_ready, crystal_limit);
}

bool start_internal() noexcept {
    set(rcc().control_status, Rcc::lsi_on);
    return wait_for(rcc().control_status, Rcc::lsi_ready, internal_limit);
}

// The choice can be made once; then only a reset of the domain, with the time, undoes it.
void choose(std::uint32_t source) noexcept {
    if ((rcc().backup & Rcc::rtc_source_mask) != 0) {
        const std::uint32_t crystal = rcc().backup & Rcc::lse_on;
        rcc().backup = Rcc::backup_reset;
        rcc().backup = crystal;
    }
    set(rcc().backup, source | Rcc::rtc_on);
}

std::uint32_t source() noexcept { return rcc().backup & Rcc::rtc_source_mask; }

bool runs() noexcept {
    if ((rcc().backup & Rcc::rtc_on) == 0) return false;
    if (source() == Rcc::rtc_from_lse) return (rcc().backup & Rcc::lse_ready) != 0;
    // The internal oscillator is off after a reset, and the clock stood still meanwhile.
    return source() == Rcc::rtc_from_lsi && start_internal();
}

// Lets the registers be written while it lives. False if the clock does not answer.
class Writing {
public:
    Writing() noexcept {
        for (const std::uint32_t key : Rtc::keys) unit().protection = key;
        set(unit().status, Rtc::initialize);
        granted_ = wait_for(unit().status, Rtc::initializing, access_limit);
    }
    ~Writing() {
        unit().status = unit().status & ~Rtc::initialize;
        unit().protection = Rtc::protect;
    }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    explicit operator bool() const noexcept { return granted_; }

private:
    bool granted_;
};

constexpr std::int64_t year_2000 = 946'684'800;  // since 1970, as all of these
constexpr std::uint32_t day = 86'400;

struct Date {
    std::uint32_t year;   // since 2000, 0…99
    std::uint32_t month;  // 1…12
    std::uint32_t day;    // 1…31
};

// 2000 to 2099: every fourth year has a day more.
constexpr std::uint32_t days_of(std::uint32_t year, std::uint32_t month) noexcept {
    constexpr std::uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && year % 4 == 0 ? 1U : 0U);
}

constexpr Date date_of(std::uint32_t days) noexcept {
    Date date = {days / 1461 * 4, 1, days % 1461};
    while (date.day >= (date.year % 4 == 0 ? 366U : 365U)) {
        date.day -= date.year % 4 == 0 ? 366 : 365;
        ++date.year;
    }
    while (date.day >= days_of(date.year, date.month)) {
        date.day -= days_of(date.year, date.month);
        ++date.month;
    }
    ++date.day;
    return date;
}

constexpr std::uint32_t days_until(Date date) noexcept {
    std::uint32_t days = date.year * 365 + (date.year + 3) / 4 + date.day - 1;
    for (std::uint32_t month = 1; month < date.month; ++month) days += days_of(date.year, month);
    return days;
}

constexpr std::uint32_t to_digits(std::uint32_t value) noexcept {
    return value / 10 << 4 | value % 10;
}
constexpr std::uint32_t from_digits(std::uint32_t digits) noexcept {
    return (digits >> 4) * 10 + (digits & 0xF);
}

constexpr std::uint32_t time_register(std::uint32_t second) noexcept {
    return to_digits(second / 3600) << 16 | to_digits(second / 60 % 60) << 8 |
           to_digits(second % 60);
}
constexpr std::uint32_t date_register(std::uint32_t days) noexcept {
    const Date date = date_of(days);
    const std::uint32_t weekday = (days + 5) % 7 + 1;  // 2000-01-01 was a Saturday; Monday is 1
    return to_digits(date.year) << 16 | weekday << 13 | to_digits(date.month) << 8 |
           to_digits(date.day);
}

constexpr std::uint32_t seconds_of(std::uint32_t time, std::uint32_t date) noexcept {
    const std::uint32_t second = from_digits(time >> 16 & 0x3F) * 3600 +
                                 from_digits(time >> 8 & 0x7F) * 60 + from_digits(time & 0x7F);
    return days_until({from_digits(date >> 16 & 0xFF), from_digits(date >> 8 & 0x1F),
                       from_digits(date & 0x3F)}) *
               day +
           second;
}
static_assert(date_register(0) == (6U << 13 | 0x0101));
static_assert(date_register(59) == (2U << 13 | 0x0229));
static_assert(date_register(36524) == (0x99U << 16 | 4U << 13 | 0x1231));
static_assert(seconds_of(time_register(day - 1), date_register(36524)) == 36525 * day - 1);

}  // namespace

bool Rtc0::claim() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void Rtc0::unclaim() noexcept { claimed = false; }

bool Rtc0::begin() noexcept {
    if (!has_clock_tree()) return false;
    open_backup_domain();
    if (runs()) return true;
    const bool by_crystal = start_crystal();
    if (!by_crystal && !start_internal()) return false;
    choose(by_crystal ? Rcc::rtc_from_lse : Rcc::rtc_from_lsi);
    const Writing writing;
    if (!writing) return false;
    const std::uint32_t prescaler = by_crystal ? crystal_prescaler : internal_prescaler;
    // In two steps, the synchronous one first.
    unit().prescaler = prescaler & 0x7FFF;
    unit().prescaler = prescaler;
    unit().control = Rtc::no_shadow;
    return true;
}

bool Rtc0::is_set() noexcept { return unit().backup[0] == is_set_mark; }

void Rtc0::set(std::int64_t seconds) noexcept {
    const auto since_2000 = static_cast<std::uint32_t>(seconds - year_2000);
    const Writing writing;
    if (!writing) return;
    unit().time = time_register(since_2000 % day);
    unit().date = date_register(since_2000 / day);
    unit().backup[0] = is_set_mark;
}

// Without the shadow registers, which lag behind after a reset: read until nothing changed.
std::int64_t Rtc0::now() noexcept {
    std::uint32_t time = unit().time;
    std::uint32_t date = unit().date;
    constexpr int tries = 3;  // it changes once a second
    for (int i = 0; i < tries && time != unit().time; ++i) {
        time = unit().time;
        date = unit().date;
    }
    return year_2000 + seconds_of(time, date);
}

}  // namespace perth::rtc
