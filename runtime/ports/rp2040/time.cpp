// The time base: TIMER counts microseconds in 64 bits, and its alarm 0 wakes.
//
// An alarm that is due in more than 2^32 us (71 minutes) comes early, and in rp2040js each comes up
// to 1 us early: they are armed again.
#include <perth_port.hpp>

#include "alarm.hpp"
#include "core_registers.hpp"
#include "perth/hal/attention.hpp"
#include "registers.hpp"
#include "startup.hpp"
#include "time_base.hpp"

namespace perth::hal {
namespace {

using rp2040::timer;

constexpr std::uint32_t alarm_0 = 1U << 0;

// Written with interrupts masked only.
struct {
    std::int64_t due;      // valid if there is an attention
    Attention* attention;  // null: no alarm
} clock;

}  // namespace
}  // namespace perth::hal

extern "C" {

// The functions that are weak have others in a program with threads.
[[gnu::weak, gnu::alias("perth_arm_clock")]] void perth_arm();

void perth_arm_clock() {
    using namespace perth::hal;
    if (rp2040::arm_alarm(0, clock.due)) return;
    perth::Attention::raise(clock.attention->alarm);
    clock.attention = nullptr;
}

void perth_set_clock_alarm(std::int64_t due, perth::Attention& attention) {
    using namespace perth::hal;
    const Critical guard;
    clock.due = due;
    clock.attention = &attention;
    perth_arm();
}

}  // extern "C"

namespace perth::hal {

[[gnu::weak, gnu::alias("perth_set_clock_alarm")]] void set_alarm(std::int64_t due,
                                                                  Attention& attention) noexcept;

// Not the latched registers, which an interrupt would disturb. A second round is needed once in 71
// minutes.
std::int64_t now() noexcept {
    for (;;) {
        const std::uint32_t high = timer().high;
        const std::uint32_t low = timer().low;
        if (timer().high == high) {
            return static_cast<std::int64_t>(std::uint64_t{high} << 32 | low);
        }
    }
}

void cortex_m::start_time() noexcept {
    rp2040::set_bits(rp2040::resets().reset, rp2040::Resets::timer);
    rp2040::start_unit(rp2040::Resets::timer);
    timer().interrupts = alarm_0;
    nvic().enable(rp2040::timer_irq_0);
}

}  // namespace perth::hal

PERTH_IRQ(TIMER_IRQ_0) {
    using namespace perth::hal;
    const Critical guard;
    timer().raw_interrupts = alarm_0;
    if (clock.attention != nullptr) perth_arm();
}
