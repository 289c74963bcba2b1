// Pulse width modulation as types: perth::pwm::On<perth::pad::P0_03>, on any two pads at a time.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

/// What channels do; see hal::PwmChannel. 1 Hz to 10 kHz.
bool claim_pwm(unsigned pin) noexcept;
void unclaim_pwm(unsigned pin) noexcept;
bool begin_pwm(unsigned pin, std::uint32_t frequency_hz, std::uint16_t duty) noexcept;
void set_pwm_duty(unsigned pin, std::uint16_t duty) noexcept;
void end_pwm(unsigned pin) noexcept;

}  // namespace perth::hal::nrf51

namespace perth::pwm {

/// A pad that TIMER2 switches; see hal::PwmChannel.
template <typename Pad>
struct On {
    static constexpr const char* name = Pad::name;
    static bool claim() noexcept {
        if (!Pad::claim()) return false;
        if (hal::nrf51::claim_pwm(Pad::pin)) return true;
        Pad::unclaim();
        return false;
    }
    static void unclaim() noexcept {
        hal::nrf51::unclaim_pwm(Pad::pin);
        Pad::unclaim();
    }
    static bool begin(std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
        return hal::nrf51::begin_pwm(Pad::pin, frequency_hz, duty);
    }
    static void set_duty(std::uint16_t duty) noexcept { hal::nrf51::set_pwm_duty(Pad::pin, duty); }
    static void end() noexcept { hal::nrf51::end_pwm(Pad::pin); }
};

static_assert(hal::PwmChannel<On<pad::P0_03>>);

}  // namespace perth::pwm
