// The framework of perth/test.hpp on the host: GoogleTest, told how to print times.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>

#include "perth/core/time.hpp"

namespace perth::test {

/// How long a PERTH_TEST may take, of the virtual time. A project sets it by `defines` in
/// perth.json.
#ifndef PERTH_TEST_SECONDS
#define PERTH_TEST_SECONDS 86400
#endif
inline constexpr std::chrono::seconds time_limit{PERTH_TEST_SECONDS};

/// Prints a duration as perth::print does: "1.5 s".
void print_duration(Duration duration, std::ostream& out);

}  // namespace perth::test

/// GoogleTest prints a type that it does not know as bytes, and durations are of the namespace std,
/// where nobody may add a PrintTo().
template <typename Rep, typename Period>
class testing::internal::UniversalPrinter<std::chrono::duration<Rep, Period>> {
public:
    static void Print(const std::chrono::duration<Rep, Period>& value, std::ostream* out) {
        ::perth::test::print_duration(std::chrono::duration_cast<::perth::Duration>(value), *out);
    }
};

template <typename Duration>
class testing::internal::UniversalPrinter<std::chrono::time_point<::perth::Clock, Duration>> {
public:
    static void Print(const std::chrono::time_point<::perth::Clock, Duration>& value,
                      std::ostream* out) {
        ::perth::test::print_duration(value.time_since_epoch(), *out);
    }
};
