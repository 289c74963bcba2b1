// The part of perth::i2c::Wired that needs the port as a whole: the pads as open drains,
// busy_wait().
#pragma once

#include "i2c.hpp"
#include "perth/hal/i2c_recovery.hpp"

namespace perth::hal::rp2040 {

template <typename Unit, typename Scl, typename Sda>
void WiredI2c<Unit, Scl, Sda>::free_bus() noexcept {
    (void)recover_i2c_bus<Scl, Sda>();
    take_pads();
}

}  // namespace perth::hal::rp2040

namespace perth::i2c {
static_assert(hal::I2cUnit<Wired<I2C0, pad::GPIO5, pad::GPIO4>>);
}  // namespace perth::i2c
