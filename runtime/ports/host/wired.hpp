// The simulated units together with the pads that a board wires them to. Every unit has its
// function on every pad; the voltages of an ADC are at P24…P31, and each of P0…P7 has a PWM.
#pragma once

#include "units.hpp"

namespace perth::hal::chip {

/// A unit whose pads nobody else may own meanwhile.
template <typename Unit, typename... Pads>
struct OnPads : Unit {
    static bool claim() noexcept {
        if (!Unit::claim()) return false;
        if (claim_each<Pads...>()) return true;
        Unit::unclaim();
        return false;
    }
    static void unclaim() noexcept {
        (Pads::unclaim(), ...);
        Unit::unclaim();
    }

private:
    template <typename First, typename... Others>
    static bool claim_each() noexcept {
        if (!First::claim()) return false;
        if constexpr (sizeof...(Others) > 0) {
            if (!claim_each<Others...>()) {
                First::unclaim();
                return false;
            }
        }
        return true;
    }
};

}  // namespace perth::hal::chip

namespace perth::uart {
template <typename Unit, typename Tx, typename Rx>
using Wired = hal::chip::OnPads<Unit, Tx, Rx>;
}

namespace perth::i2c {
template <typename Unit, typename Scl, typename Sda>
using Wired = hal::chip::OnPads<Unit, Scl, Sda>;
}

namespace perth::spi {
template <typename Unit, typename Sck, typename Mosi, typename Miso>
using Wired = hal::chip::OnPads<Unit, Sck, Mosi, Miso>;
}

namespace perth::adc {
template <typename Pad>
struct On : hal::chip::OnPads<Virtual<Pad::number - 24>, Pad> {
    static_assert(Pad::number >= 24, "no channel of the ADC measures this pad: P24 to P31");
};
}  // namespace perth::adc

namespace perth::pwm {
template <typename Pad>
struct On : hal::chip::OnPads<Virtual<Pad::number>, Pad> {
    static_assert(Pad::number < 8, "no PWM channel drives this pad: P0 to P7");
};
}  // namespace perth::pwm
