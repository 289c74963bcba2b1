// The I2C buses as types: perth::i2c::Wired<perth::i2c::I2C0, perth::pad::GPIO5,
// perth::pad::GPIO4>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::rp2040 {

/// A bus's data line, and how it is freed; see recover_i2c_bus().
struct I2cLines {
    std::uint32_t data_mask;
    void (*free_bus)() noexcept;
};

/// What buses do; one function each for both. See hal::I2cUnit.
bool i2c_begin(unsigned unit, std::uint32_t frequency_hz, const I2cLines& lines) noexcept;
void i2c_end(unsigned unit) noexcept;
bool i2c_start(unsigned unit, const I2cTransfer& transfer, Callback callback) noexcept;
Errc i2c_result(unsigned unit) noexcept;
void i2c_cancel(unsigned unit) noexcept;

/// Which signal a pad has of which bus. Source: "RP2040 Datasheet", "GPIO functions".
constexpr unsigned i2c_of(unsigned pin) noexcept { return pin / 2 % 2; }
constexpr bool is_scl(unsigned pin) noexcept { return pin % 2 == 1; }

template <unsigned Number>
struct I2cNumber {
    static constexpr unsigned number = Number;
};

/// One of them with its pads; see hal::I2cUnit. The pads' own pull-ups, 50 kOhm and more, are on:
/// enough for a short line at 100 kHz.
template <typename Unit, typename Scl, typename Sda>
struct WiredI2c {
    static_assert(i2c_of(Scl::pin) == Unit::number && is_scl(Scl::pin),
                  "this I2C bus has no clock on this pad");
    static_assert(i2c_of(Sda::pin) == Unit::number && !is_scl(Sda::pin),
                  "this I2C bus has no data on this pad");

    static constexpr unsigned unit = Unit::number;
    static constexpr char name[] = {'I', '2', 'C', '0' + unit, '\0'};

    static bool claim() noexcept { return claim_all(1U << (i2c_bit + unit), pads); }
    static void unclaim() noexcept { unclaim_all(1U << (i2c_bit + unit), pads); }
    static bool begin(std::uint32_t frequency_hz) noexcept {
        static constexpr I2cLines lines = {.data_mask = Sda::mask, .free_bus = free_bus};
        take_pads();
        return i2c_begin(unit, frequency_hz, lines);
    }
    static void end() noexcept {
        i2c_end(unit);
        release(Scl::pin);
        release(Sda::pin);
    }
    static bool start(const I2cTransfer& transfer, Callback callback) noexcept {
        return i2c_start(unit, transfer, callback);
    }
    static Errc result() noexcept { return i2c_result(unit); }
    static void cancel() noexcept { i2c_cancel(unit); }

private:
    static constexpr std::uint32_t pads = Scl::mask | Sda::mask;

    static void take_pads() noexcept {
        make_function(Scl::pin, IoBank::i2c, Pull::up);
        make_function(Sda::pin, IoBank::i2c, Pull::up);
    }
    static void free_bus() noexcept;  // in i2c_wired.hpp, which needs the port as a whole
};

}  // namespace perth::hal::rp2040

namespace perth::i2c {
using I2C0 = hal::rp2040::I2cNumber<0>;
using I2C1 = hal::rp2040::I2cNumber<1>;
template <typename Unit, typename Scl, typename Sda>
using Wired = hal::rp2040::WiredI2c<Unit, Scl, Sda>;
}  // namespace perth::i2c
