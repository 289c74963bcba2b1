// The analog inputs as types: perth::adc::On<perth::pad::P0_01>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// Converts the voltage at AIN0…7, as hal::AdcChannel says; the supply voltage is full scale.
std::uint16_t read_analog(unsigned input) noexcept;

/// Returns the number of the analog input on this pad, a negative number if there is none.
/// Source: Nordic nRF51822 Product Specification v3.3, "Pin functions".
constexpr int analog_input(unsigned pin) noexcept {
    if (pin == 26 || pin == 27) return static_cast<int>(pin) - 26;
    return pin >= 1 && pin <= 6 ? static_cast<int>(pin) + 1 : -1;
}

}  // namespace perth::hal::nrf51

namespace perth::adc {

/// The analog input on a pad; see hal::AdcChannel.
template <typename Pad>
struct On {
    static constexpr int input = hal::nrf51::analog_input(Pad::pin);
    static_assert(input >= 0, "this pad has no analog input: P0.01 to P0.06, P0.26, P0.27 have");

    static constexpr const char* name = Pad::name;
    static bool claim() noexcept { return Pad::claim(); }
    static void unclaim() noexcept { Pad::unclaim(); }
    static void begin() noexcept { Pad::release(); }  // the digital input is disconnected
    static void end() noexcept {}
    static std::uint16_t read_u16() noexcept { return hal::nrf51::read_analog(input); }
};

static_assert(hal::AdcChannel<On<pad::P0_01>>);

}  // namespace perth::adc
