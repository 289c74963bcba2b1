// Buses that nothing is attached to: what a driver costs is its own.
#pragma once

#include "perth/hal/i2c.hpp"
#include "perth/hal/spi.hpp"

namespace alone {

/// Ends each transfer at once.
struct BusUnit {
    static constexpr const char* name = "bus";
    static bool claim() noexcept { return true; }
    static void unclaim() noexcept {}
    static void end() noexcept {}
    static void cancel() noexcept {}
};

struct I2cUnit : BusUnit {
    static bool begin(std::uint32_t) noexcept { return true; }
    static bool start(const perth::hal::I2cTransfer&, perth::hal::Callback callback) noexcept {
        callback();
        return true;
    }
    static perth::Errc result() noexcept { return perth::Errc::none; }
};

struct SpiUnit : BusUnit {
    static bool begin(const perth::hal::SpiSettings&) noexcept { return true; }
    static bool start(const perth::hal::SpiTransfer&, perth::hal::Callback callback) noexcept {
        callback();
        return true;
    }
};

using I2c = perth::hal::I2cMaster<I2cUnit>;
using Spi = perth::hal::SpiMaster<SpiUnit>;

}  // namespace alone
