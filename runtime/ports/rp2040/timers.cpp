// The periodic timers: each period is added to the moment of the one before, so nothing drifts.
#include "timers.hpp"

#include <perth_port.hpp>

#include "alarm.hpp"
#include "core_registers.hpp"
#include "startup.hpp"

namespace perth::hal::rp2040 {
namespace {

// Changed with interrupts masked.
struct State {
    Callback callback;
    std::int64_t due = 0;
    std::uint32_t period_us = 0;  // 0: off
};
State states[2];

constexpr unsigned alarm_of(unsigned number) noexcept { return number + 1; }
constexpr std::uint32_t mask_of(unsigned number) noexcept { return 1U << alarm_of(number); }

// What came too late counts as one.
void arm_next(unsigned number) noexcept {
    State& it = states[number];
    do {
        const std::int64_t late = now() - it.due;
        const auto missed =
            late < it.period_us ? 0 : static_cast<std::uint32_t>(late) / it.period_us;
        it.due += std::int64_t{missed + 1} * it.period_us;
    } while (!arm_alarm(alarm_of(number), it.due));
}

void interrupt(unsigned number) noexcept {
    Callback callback;
    {
        const Critical guard;
        timer().raw_interrupts = mask_of(number);
        State& it = states[number];
        if (it.period_us == 0) return;  // it was ended meanwhile
        // In rp2040js an alarm comes up to 1 us early.
        if (now() < it.due && arm_alarm(alarm_of(number), it.due)) return;
        arm_next(number);
        callback = it.callback;
    }
    callback();  // which may begin or end it
}

}  // namespace

bool timer_begin(unsigned number, std::uint32_t period_us, Callback callback) noexcept {
    const Critical guard;
    timer_end(number);
    states[number] = {.callback = callback, .due = now(), .period_us = period_us};
    arm_next(number);
    set_bits(timer().interrupts, mask_of(number));
    cortex_m::nvic().enable(timer_irq_0 + alarm_of(number));
    return true;
}

void timer_end(unsigned number) noexcept {
    const Critical guard;
    states[number].period_us = 0;
    timer().armed = mask_of(number);
    timer().raw_interrupts = mask_of(number);
    clear_bits(timer().interrupts, mask_of(number));
}

}  // namespace perth::hal::rp2040

PERTH_IRQ(TIMER_IRQ_1) { perth::hal::rp2040::interrupt(0); }
PERTH_IRQ(TIMER_IRQ_2) { perth::hal::rp2040::interrupt(1); }
