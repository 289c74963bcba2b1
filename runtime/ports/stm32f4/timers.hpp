// The periodic timers as types: perth::timer::T0 is TIM2, T1 is TIM5.
#pragma once

#include <cstdint>

#include "perth/hal/concepts.hpp"

namespace perth::hal::stm32f4 {

/// The timers whose counters have 32 bits.
enum class TimerName : std::uint8_t { tim2, tim5 };

/// What timers do; one function each for both.
bool claim(TimerName timer) noexcept;
void unclaim(TimerName timer) noexcept;
bool begin(TimerName timer, std::uint32_t period_us, Callback callback) noexcept;
void end(TimerName timer) noexcept;

/// One timer; see hal::TimerUnit.
template <TimerName Timer>
struct WideTimer {
    static constexpr const char* name = Timer == TimerName::tim2 ? "TIM2" : "TIM5";
    static bool claim() noexcept { return stm32f4::claim(Timer); }
    static void unclaim() noexcept { stm32f4::unclaim(Timer); }
    static bool begin(std::uint32_t period_us, Callback callback) noexcept {
        return stm32f4::begin(Timer, period_us, callback);
    }
    static void end() noexcept { stm32f4::end(Timer); }
};

}  // namespace perth::hal::stm32f4

namespace perth::timer {
using T0 = hal::stm32f4::WideTimer<hal::stm32f4::TimerName::tim2>;
using T1 = hal::stm32f4::WideTimer<hal::stm32f4::TimerName::tim5>;
}  // namespace perth::timer
