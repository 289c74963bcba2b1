// The PWM channels as types: perth::pwm::On<pad::PF0>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// What channels do; one function each for all. See hal::PwmChannel.
bool claim_pwm(unsigned channel) noexcept;
void unclaim_pwm(unsigned channel) noexcept;
bool begin_pwm(unsigned channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept;
void set_pwm_duty(unsigned channel, std::uint16_t duty) noexcept;
void end_pwm(unsigned channel) noexcept;

/// Which channel a pad has; none if it is not among these. Source: TI DS-LM3S6965, "Signal Tables".
inline constexpr unsigned no_pwm = 6;
template <typename Pad>
inline constexpr unsigned pwm_of = no_pwm;
template <>
inline constexpr unsigned pwm_of<pad::PF0> = 0;
template <>
inline constexpr unsigned pwm_of<pad::PD1> = 1;
template <>
inline constexpr unsigned pwm_of<pad::PB0> = 2;
template <>
inline constexpr unsigned pwm_of<pad::PB1> = 3;
template <>
inline constexpr unsigned pwm_of<pad::PE0> = 4;
template <>
inline constexpr unsigned pwm_of<pad::PE1> = 5;

}  // namespace perth::hal::lm3s

namespace perth::pwm {

/// A channel and its pad; see hal::PwmChannel. From 12 Hz on, at a core of 50 MHz. PF0 and PD1, PB0
/// and PB1, PE0 and PE1 have a frequency in common; and all have a divider in common, which the
/// first that begins chooses for its own: others that cannot do with it are refused.
template <typename Pad>
struct On {
    static_assert(hal::lm3s::pwm_of<Pad> != hal::lm3s::no_pwm,
                  "this chip has no PWM on that pad: it has PF0, PD1, PB0, PB1, PE0 and PE1");

    static constexpr unsigned channel = hal::lm3s::pwm_of<Pad>;
    static constexpr char name[] = {'P', 'W', 'M', char('0' + channel), '\0'};

    static bool claim() noexcept { return hal::lm3s::claim_all<Pad, Itself>(); }
    static void unclaim() noexcept {
        Pad::unclaim();
        Itself::unclaim();
    }
    static bool begin(std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
        if (!hal::lm3s::begin_pwm(channel, frequency_hz, duty)) return false;
        Pad::make_alternate();
        return true;
    }
    static void set_duty(std::uint16_t duty) noexcept { hal::lm3s::set_pwm_duty(channel, duty); }
    static void end() noexcept {
        hal::lm3s::end_pwm(channel);
        Pad::release();
    }

private:
    struct Itself {
        static bool claim() noexcept { return hal::lm3s::claim_pwm(channel); }
        static void unclaim() noexcept { hal::lm3s::unclaim_pwm(channel); }
    };
};

static_assert(hal::PwmChannel<On<pad::PF0>>);

}  // namespace perth::pwm
