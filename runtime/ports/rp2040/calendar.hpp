// Dates of the years 2000 to 2099 and seconds, without 64-bit division.
#pragma once

#include <cstdint>

namespace perth::hal::rp2040 {

/// Seconds from 1970-01-01 to 2000-01-01, a Saturday.
inline constexpr std::int64_t seconds_of_2000 = 946'684'800;

struct Date {
    unsigned year;   // 2000…2099
    unsigned month;  // 1…12
    unsigned day;    // 1…31
};

/// Days before the month in a year; in this century every fourth year is a leap year.
constexpr unsigned days_before(unsigned year, unsigned month) noexcept {
    constexpr unsigned days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return days[month - 1] + (month > 2 && year % 4 == 0 ? 1 : 0);
}

/// Returns the days from 2000-01-01 to that date.
constexpr unsigned days_of(Date date) noexcept {
    const unsigned years = date.year - 2000;
    return years * 365 + (years + 3) / 4 + days_before(date.year, date.month) + date.day - 1;
}

/// Returns the date that many days after 2000-01-01. Time: at most 12 rounds.
constexpr Date date_of(unsigned days) noexcept {
    constexpr unsigned four_years = 4 * 365 + 1;
    const unsigned in_four = days % four_years;
    const unsigned years_in_four = in_four < 366 ? 0 : (in_four - 1) / 365;
    const unsigned year = 2000 + days / four_years * 4 + years_in_four;
    const unsigned in_year = days - days_of({year, 1, 1});
    unsigned month = 12;
    while (days_before(year, month) > in_year) --month;
    return {year, month, in_year - days_before(year, month) + 1};
}

static_assert(days_of({2000, 3, 1}) == 60 && days_of({2001, 1, 1}) == 366);
static_assert(date_of(59).month == 2 && date_of(59).day == 29 && date_of(60).month == 3);
static_assert(date_of(365).year == 2000 && date_of(366).year == 2001);
static_assert(date_of(days_of({2099, 12, 31})).day == 31);

}  // namespace perth::hal::rp2040
