// The pads that a timer can switch, as types: perth::pwm::On<perth::pad::PA6>.
//
// The timers are TIM1, 3, 4, 8, 9, 10, 12, 13 and 14, as far as the chip has them; a pad takes the
// first that has a channel on it. TIM2 and TIM5 are timer::T0 and T1, TIM11 times out I2C.
#pragma once

#include <cstdint>

#include "alternates.hpp"
#include "pads.hpp"
#include "wired.hpp"

namespace perth::hal::stm32f4 {

/// A timer's channel, and the function that puts it on a pad.
struct PwmPlace {
    std::uint8_t timer;    ///< 1: TIM1
    std::uint8_t channel;  ///< 0…3
    std::uint8_t function;
};

/// Returns the first channel on pad `P`; timer 0 if there is none.
template <typename P, typename Chip = board::chip>
consteval PwmPlace pwm_place() noexcept {
    constexpr std::uint8_t line = alternates::line_of(Chip::stm32_pid);
    for (const Alternate& each : alternates::table) {
        if (each.block == Block::tim && each.port - 'A' == static_cast<int>(P::port) &&
            each.pin == P::pin && (each.lines & line) != 0) {
            const auto channel =
                static_cast<unsigned>(each.role) - static_cast<unsigned>(Role::ch1);
            return {each.unit, static_cast<std::uint8_t>(channel), each.function};
        }
    }
    return {0, 0, 0};
}

/// What the channels do; see hal::PwmChannel. False if the timer cannot, or has the channel already
/// (two pads may share it).
bool begin_pwm(unsigned timer, unsigned channel, std::uint32_t frequency_hz,
               std::uint16_t duty) noexcept;
void set_duty(unsigned timer, unsigned channel, std::uint16_t duty) noexcept;
/// Returns whether it was begun.
bool end_pwm(unsigned timer, unsigned channel) noexcept;
bool claim_pwm(unsigned timer, unsigned channel) noexcept;
void unclaim_pwm(unsigned timer, unsigned channel) noexcept;

}  // namespace perth::hal::stm32f4

namespace perth::pwm {

/// A pad's channel; see hal::PwmChannel. A frequency is that of all channels of its timer, the
/// last one that was begun with; each keeps its own part of the period. After end() the pad is an
/// output that is low.
template <typename Pad>
struct On {
    static constexpr const char* name = Pad::name;
    static bool claim() noexcept { return hal::stm32f4::claim_all<Channel, Pad>(); }
    static void unclaim() noexcept { hal::stm32f4::unclaim_all<Channel, Pad>(); }
    static bool begin(std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
        constexpr auto place = hal::stm32f4::pwm_place<Pad>();
        static_assert(place.timer != 0,
                      "no timer can switch this pad: see the chip's datasheet, "
                      "\"Alternate function mapping\", and pwm.hpp for the timers");
        if (!hal::stm32f4::begin_pwm(place.timer, place.channel, frequency_hz, duty)) return false;
        hal::stm32f4::make_alternate(Pad::port, Pad::pin, place.function);
        return true;
    }
    static void set_duty(std::uint16_t duty) noexcept {
        constexpr auto place = hal::stm32f4::pwm_place<Pad>();
        hal::stm32f4::set_duty(place.timer, place.channel, duty);
    }
    static void end() noexcept {
        constexpr auto place = hal::stm32f4::pwm_place<Pad>();
        if (hal::stm32f4::end_pwm(place.timer, place.channel)) Pad::make_output(false);
    }

private:
    struct Channel {
        static bool claim() noexcept {
            constexpr auto place = hal::stm32f4::pwm_place<Pad>();
            return hal::stm32f4::claim_pwm(place.timer, place.channel);
        }
        static void unclaim() noexcept {
            constexpr auto place = hal::stm32f4::pwm_place<Pad>();
            hal::stm32f4::unclaim_pwm(place.timer, place.channel);
        }
    };
};

}  // namespace perth::pwm
