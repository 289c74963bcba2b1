// The simulated PWM channels: their settings, without the pulses.
#include <array>
#include <cstdint>

#include "chip.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"
#include "sim/pwm.hpp"

namespace perth {

namespace host {
namespace {

std::array<sim::Pwm, 8>& channels() noexcept {
    static std::array<sim::Pwm, 8> all{};
    return all;
}

void set(int channel, sim::Pwm pwm) {
    sim::Pwm& now = channels()[static_cast<unsigned>(channel)];
    if (now == pwm) return;
    now = pwm;
    record().pwm(channel, pwm.frequency_hz, pwm.duty_u16);
}

}  // namespace

void restart_pwm() { channels() = {}; }

}  // namespace host

sim::Pwm sim::pwm(int channel) noexcept { return host::channels()[static_cast<unsigned>(channel)]; }

namespace hal {

bool chip::pwm_begin(int channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
    if (frequency_hz == 0 || frequency_hz > 10'000'000) return false;
    host::set(channel, {frequency_hz, duty});
    return true;
}
void chip::pwm_set_duty(int channel, std::uint16_t duty) noexcept {
    const std::uint32_t frequency_hz = sim::pwm(channel).frequency_hz;
    if (frequency_hz != 0) host::set(channel, {frequency_hz, duty});
}
void chip::pwm_end(int channel) noexcept { host::set(channel, {}); }

}  // namespace hal
}  // namespace perth
