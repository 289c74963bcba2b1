// Pads that a timer switches, as types: perth::pwm::On<perth::pad::GPIO25>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::rp2040 {

/// What channels do; one function each for all 16. Two that differ in bit 0 share a slice, and so
/// their frequency.
bool pwm_begin(unsigned channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept;
void pwm_set_duty(unsigned channel, std::uint16_t duty) noexcept;
void pwm_end(unsigned channel) noexcept;

/// One pad; see hal::PwmChannel. From 8 Hz to 62.5 MHz. GPIO16…29 have the channels of GPIO0…13,
/// too: of such two only one can be owned.
template <typename Pad>
struct PadPulses {
    static constexpr unsigned channel = Pad::pin % 16;
    static constexpr const auto& name = Pad::name;

    static bool claim() noexcept { return claim_all(1U << (pwm_bit + channel), Pad::mask); }
    static void unclaim() noexcept { unclaim_all(1U << (pwm_bit + channel), Pad::mask); }
    static bool begin(std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
        if (!pwm_begin(channel, frequency_hz, duty)) return false;
        make_function(Pad::pin, IoBank::pwm, Pull::none);
        return true;
    }
    static void set_duty(std::uint16_t duty) noexcept { pwm_set_duty(channel, duty); }
    static void end() noexcept {
        pwm_end(channel);
        release(Pad::pin);
    }
};

}  // namespace perth::hal::rp2040

namespace perth::pwm {
template <typename Pad>
using On = hal::rp2040::PadPulses<Pad>;
static_assert(hal::PwmChannel<On<pad::GPIO25>>);
}  // namespace perth::pwm
