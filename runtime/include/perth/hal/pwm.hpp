// Pulse width modulation as a program sees it.
#pragma once

#include <cstdint>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// An output that a timer switches on and off periodically, owned while the object lives.
///
///     perth::Task<> wave() {
///         perth::hal::PwmOutput<perth::pwm::W0> servo;
///         if (!servo.begin(50, 65535 * 3 / 40)) co_return;  // 1.5 ms in each 20 ms
///         co_await perth::sleep(1s);
///         servo.set_duty_u16(65535 / 20);  // 1 ms
///         co_await perth::sleep(1s);
///     }
template <typename W>
class PwmOutput {
    static_assert(PwmChannel<W>, "this board's port has no such PWM channel for programs");

public:
    PwmOutput() noexcept = default;
    ~PwmOutput() { W::end(); }
    PwmOutput(const PwmOutput&) = delete;
    PwmOutput& operator=(const PwmOutput&) = delete;

    /// Starts, or goes on with another frequency from the next period on. `duty_u16` is the part of
    /// a period with the level high: 0 never, 65535 always. Errors: Errc::out_of_range if the
    /// timer cannot; channels that share a timer share its frequency.
    Result<void> begin(std::uint32_t frequency_hz, std::uint16_t duty_u16 = 0) noexcept {
        if (!W::begin(frequency_hz, duty_u16)) return Errc::out_of_range;
        return {};
    }
    void set_duty_u16(std::uint16_t duty) noexcept { W::set_duty(duty); }
    /// Stops; the level is low.
    void end() noexcept { W::end(); }

private:
    Claim<W> claim_;
};

}  // namespace perth::hal
