// The two timers that interrupt periodically. Linked only if used; the interrupts TIM2 and TIM5 are
// the program's else.
#include <perth_port.hpp>

#include "clock.hpp"
#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::stm32f4 {
namespace {

struct State {
    Callback callback;
    bool claimed;
};
State states[2];  // of TIM2, TIM5; written with interrupts masked

unsigned index_of(TimerName timer) noexcept { return static_cast<unsigned>(timer); }
State& state(TimerName timer) noexcept { return states[index_of(timer)]; }

Timer& registers(TimerName timer) noexcept {
    constexpr std::uintptr_t addresses[] = {0x4000'0000, 0x4000'0C00};
    return *reinterpret_cast<Timer*>(addresses[index_of(timer)]);
}
// ST RM0090, "Vector table for STM32F405xx/07xx and STM32F415xx/17xx".
unsigned irq(TimerName timer) noexcept { return timer == TimerName::tim2 ? 28 : 50; }

void start_clock(TimerName timer) noexcept {
    constexpr std::uint32_t enable[] = {Rcc::apb1_tim2, Rcc::apb1_tim5};
    rcc().apb_enable[0] = rcc().apb_enable[0] | enable[index_of(timer)];
    (void)rcc().apb_enable[0];
}

void set_period(Timer& timer, std::uint32_t period_us) noexcept {
    if (has_clock_tree()) {
        timer.prescaler = timer_hz(Bus::apb1) / 1'000'000 - 1;
        timer.reload = period_us - 1;
        timer.event = Timer::update;  // the counter is 0, and the prescaler in force
    } else {
        // QEMU's timers count nanoseconds. To each period it adds the time at which PSC, EGR or CNT
        // was last written: they are left alone.
        timer.reload = period_us * 1000;
    }
}

void interrupt(TimerName timer) noexcept {
    if ((registers(timer).status & Timer::update) == 0) return;  // it was ended meanwhile
    registers(timer).status = ~Timer::update;
    const Callback callback = state(timer).callback;  // which may replace itself
    callback();
}

}  // namespace

bool claim(TimerName timer) noexcept {
    const Critical guard;
    const bool is_free = !state(timer).claimed;
    state(timer).claimed = true;
    return is_free;
}

void unclaim(TimerName timer) noexcept { state(timer).claimed = false; }

bool begin(TimerName timer, std::uint32_t period_us, Callback callback) noexcept {
    constexpr std::uint32_t longest_in_emulator = 0xFFFF'FFFF / 1000;
    if (!has_clock_tree() && period_us > longest_in_emulator) return false;
    end(timer);
    state(timer).callback = callback;
    Timer& it = registers(timer);
    it.control1 = Timer::only_overflows;
    set_period(it, period_us);
    it.status = 0;
    it.interrupts = Timer::update;
    cortex_m::nvic().enable(irq(timer));
    it.control1 = Timer::only_overflows | Timer::enable;
    return true;
}

void end(TimerName timer) noexcept {
    const Critical guard;
    start_clock(timer);  // or the writes would be lost
    registers(timer).control1 = 0;
    registers(timer).interrupts = 0;
    registers(timer).status = 0;
}

}  // namespace perth::hal::stm32f4

PERTH_IRQ(TIM2) { perth::hal::stm32f4::interrupt(perth::hal::stm32f4::TimerName::tim2); }
PERTH_IRQ(TIM5) { perth::hal::stm32f4::interrupt(perth::hal::stm32f4::TimerName::tim5); }
