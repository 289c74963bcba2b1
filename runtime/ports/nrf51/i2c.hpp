// The I2C buses as types: perth::i2c::Wired<perth::i2c::TWI0, Scl, Sda>, on any pads.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/i2c_recovery.hpp"

namespace perth::hal::nrf51 {

/// Where a bus is: its pads, and what frees it.
struct I2cPads {
    std::uint8_t scl;
    std::uint8_t sda;
    bool (*recover)() noexcept;
};

/// What the buses do; see hal::I2cUnit. `number` is 0 or 1.
bool claim_i2c(unsigned number) noexcept;
void unclaim_i2c(unsigned number) noexcept;
bool begin_i2c(unsigned number, const I2cPads& pads, std::uint32_t frequency_hz) noexcept;
void end_i2c(unsigned number) noexcept;
bool start_i2c(unsigned number, const I2cTransfer& transfer, Callback callback) noexcept;
Errc i2c_result(unsigned number) noexcept;
void cancel_i2c(unsigned number) noexcept;

}  // namespace perth::hal::nrf51

namespace perth::i2c {

/// The chip's units: TWI0 is also SPI0, TWI1 is SPI1.
struct TWI0 {
    static constexpr unsigned number = 0;
    static constexpr char name[] = "TWI0";
};
struct TWI1 {
    static constexpr unsigned number = 1;
    static constexpr char name[] = "TWI1";
};

/// A unit on these pads; see hal::I2cUnit.
template <typename Unit, typename Scl, typename Sda>
struct Wired {
    static constexpr const char* name = Unit::name;
    using Pads = hal::nrf51::PadSet<Scl, Sda>;

    static bool claim() noexcept {
        if (!hal::nrf51::claim_i2c(Unit::number)) return false;
        if (Pads::claim()) return true;
        hal::nrf51::unclaim_i2c(Unit::number);
        return false;
    }
    static void unclaim() noexcept {
        Pads::unclaim();
        hal::nrf51::unclaim_i2c(Unit::number);
    }
    static bool begin(std::uint32_t frequency_hz) noexcept {
        return hal::nrf51::begin_i2c(
            Unit::number, {Scl::pin, Sda::pin, hal::recover_i2c_bus<Scl, Sda>}, frequency_hz);
    }
    static void end() noexcept { hal::nrf51::end_i2c(Unit::number); }
    static bool start(const hal::I2cTransfer& transfer, hal::Callback callback) noexcept {
        return hal::nrf51::start_i2c(Unit::number, transfer, callback);
    }
    static Errc result() noexcept { return hal::nrf51::i2c_result(Unit::number); }
    static void cancel() noexcept { hal::nrf51::cancel_i2c(Unit::number); }
};

static_assert(hal::I2cUnit<Wired<TWI0, pad::P0_00, pad::P0_01>>);

}  // namespace perth::i2c
