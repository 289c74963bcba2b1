// The I2C buses as types: perth::i2c::I2C0.
#pragma once

#include <cstdint>
#include <type_traits>

#include "pads.hpp"
#include "perth/base/errc.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal {

/// See hal/i2c_recovery.hpp, which includes the port, too.
template <OpenDrainPad Scl, OpenDrainPad Sda>
[[nodiscard]] bool recover_i2c_bus() noexcept;

}  // namespace perth::hal

namespace perth::hal::lm3s {

/// What the port does with a bus's pads.
struct I2cPads {
    bool (*is_held)() noexcept;  // a device pulls the data line, and the clock line is free
    void (*recover)() noexcept;  // gives it its clocks; the pads are outputs afterwards
    void (*connect)() noexcept;  // hands the pads to the unit
};

/// What buses do; one function each for all. See hal::I2cUnit.
bool claim_i2c(unsigned unit) noexcept;
void unclaim_i2c(unsigned unit) noexcept;
bool begin_i2c(unsigned unit, const I2cPads& pads, std::uint32_t frequency_hz) noexcept;
void end_i2c(unsigned unit) noexcept;
bool start_i2c(unsigned unit, const I2cTransfer& transfer, Callback callback) noexcept;
Errc i2c_result(unsigned unit) noexcept;
void cancel_i2c(unsigned unit) noexcept;

/// One bus, and the pads it can have.
template <unsigned Number, typename SclPad, typename SdaPad>
struct I2cBus {
    static constexpr unsigned number = Number;
    using Scl = SclPad;
    using Sda = SdaPad;
};

}  // namespace perth::hal::lm3s

/// Source: TI DS-LM3S6965, "Signal Tables".
namespace perth::i2c {

using I2C0 = hal::lm3s::I2cBus<0, pad::PB2, pad::PB3>;
using I2C1 = hal::lm3s::I2cBus<1, pad::PA6, pad::PA7>;

/// A bus with its pads; see hal::I2cUnit. Clocks of 9.8 kHz to 400 kHz, at a core of 50 MHz.
///
/// A write that is followed by a read ends with a STOP: two transfers, as most devices take it too.
/// To ask whether a device answers, a byte is read. A bus that another master has, or a device
/// holds, may also end as no_device, for the chip calls that arbitration lost.
template <typename Unit, typename Scl, typename Sda>
struct Wired {
    static_assert(std::is_same_v<Scl, typename Unit::Scl>,
                  "this I2C has no clock on that pad: I2C0 has PB2, I2C1 PA6");
    static_assert(std::is_same_v<Sda, typename Unit::Sda>,
                  "this I2C has no data on that pad: I2C0 has PB3, I2C1 PA7");

    static constexpr unsigned number = Unit::number;
    static constexpr char name[] = {'I', '2', 'C', char('0' + number), '\0'};

    static bool claim() noexcept { return hal::lm3s::claim_all<Scl, Sda, Itself>(); }
    static void unclaim() noexcept {
        Scl::unclaim();
        Sda::unclaim();
        Itself::unclaim();
    }
    static bool begin(std::uint32_t frequency_hz) noexcept {
        return hal::lm3s::begin_i2c(number, pads, frequency_hz);
    }
    static void end() noexcept {
        hal::lm3s::end_i2c(number);
        Scl::release();
        Sda::release();
    }
    static bool start(const hal::I2cTransfer& transfer, hal::Callback callback) noexcept {
        return hal::lm3s::start_i2c(number, transfer, callback);
    }
    static Errc result() noexcept { return hal::lm3s::i2c_result(number); }
    static void cancel() noexcept { hal::lm3s::cancel_i2c(number); }

private:
    struct Itself {
        static bool claim() noexcept { return hal::lm3s::claim_i2c(number); }
        static void unclaim() noexcept { hal::lm3s::unclaim_i2c(number); }
    };
    static bool is_held() noexcept { return Scl::read() && !Sda::read(); }
    static void recover() noexcept { (void)hal::recover_i2c_bus<Scl, Sda>(); }
    static void connect() noexcept {
        Scl::make_alternate(hal::Pull::up, true);
        Sda::make_alternate(hal::Pull::up, true);
    }
    static constexpr hal::lm3s::I2cPads pads = {is_held, recover, connect};
};

static_assert(hal::I2cUnit<Wired<I2C0, pad::PB2, pad::PB3>>);

}  // namespace perth::i2c

#include "perth/hal/i2c_recovery.hpp"
