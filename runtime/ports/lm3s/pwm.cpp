// The PWM channels: three generators of two channels each. QEMU has none of it.
#include "pwm.hpp"

#include <perth_port.hpp>

#include "pwm_plan.hpp"
#include "registers.hpp"

namespace perth::hal::lm3s {
namespace {

PwmPeriod periods[3];           // of the generators that run; written in thread context
std::uint8_t claimed, running;  // a bit a channel

constexpr std::uint8_t bit_of(unsigned channel) noexcept {
    return static_cast<std::uint8_t>(1U << channel);
}
constexpr std::uint8_t pair_of(unsigned channel) noexcept {
    return static_cast<std::uint8_t>(3U << (channel & ~1U));
}

// With the divider that others use; none if another channel of the pair has another frequency.
PwmPeriod choose(unsigned channel, std::uint32_t frequency_hz) noexcept {
    const std::uint32_t clock_hz = cortex_m::CoreClock::cycles_per_us() * 1'000'000;
    const auto others = static_cast<std::uint8_t>(running & ~bit_of(channel));
    if (others == 0) return finest_pwm_period(clock_hz, frequency_hz);
    const unsigned any = static_cast<unsigned>(__builtin_ctz(others));
    const PwmPeriod period = pwm_period(clock_hz, frequency_hz, periods[any / 2].log2_divider);
    const bool pair_differs =
        (others & pair_of(channel)) != 0 && period.clocks != periods[channel / 2].clocks;
    return pair_differs ? PwmPeriod{0, 0} : period;
}

void divide_clock(unsigned log2_divider) noexcept {
    const Critical guard;
    Register& clocks = system_control().clocks;
    constexpr std::uint32_t fields =
        SystemControl::use_pwm_divider | 7U << SystemControl::pwm_divider_shift;
    clocks = (clocks & ~fields) |
             (log2_divider == 0 ? 0
                                : SystemControl::use_pwm_divider |
                                      (log2_divider - 1) << SystemControl::pwm_divider_shift);
}

bool is_running(unsigned channel) noexcept { return (running & bit_of(channel)) != 0; }

}  // namespace

bool claim_pwm(unsigned channel) noexcept {
    const Critical guard;
    if ((claimed & bit_of(channel)) != 0) return false;
    claimed = claimed | bit_of(channel);
    return true;
}

void unclaim_pwm(unsigned channel) noexcept {
    const Critical guard;
    claimed = static_cast<std::uint8_t>(claimed & ~bit_of(channel));
}

bool begin_pwm(unsigned channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
    if (frequency_hz == 0) return false;
    const PwmPeriod period = choose(channel, frequency_hz);
    if (period.clocks == 0) return false;
    {
        const Critical guard;
        start_clock(0, SystemControl::pwm);
    }
    divide_clock(period.log2_divider);
    periods[channel / 2] = period;
    running = running | bit_of(channel);
    auto& generator = pwm().generators[channel / 2];
    generator.load = period.clocks - 1;
    set_pwm_duty(channel, duty);
    generator.control = Pwm::generator_on;
    pwm().enable = pwm().enable | 1U << channel;
    return true;
}

// The match is taken over when the count is 0, the actions at once.
void set_pwm_duty(unsigned channel, std::uint16_t duty) noexcept {
    if (!is_running(channel)) return;
    auto& generator = pwm().generators[channel / 2];
    const PwmOutput output = pwm_output(periods[channel / 2].clocks, duty, channel % 2);
    generator.match[channel % 2] = output.match;
    generator.action[channel % 2] = output.action;
}

void end_pwm(unsigned channel) noexcept {
    if (!is_running(channel)) return;
    running = static_cast<std::uint8_t>(running & ~bit_of(channel));
    pwm().enable = pwm().enable & ~(1U << channel);
    if ((running & pair_of(channel)) == 0) pwm().generators[channel / 2].control = 0;
}

}  // namespace perth::hal::lm3s
