// Time on TIMER0: 32 bits that count microseconds, on silicon and in QEMU alike, without a tick.
//
// The low-power choice would be RTC1 at 32 kHz. It has steps of 30 us, QEMU lacks it, and what
// keeps TIMER0 running, the 16 MHz oscillator, is what UART, SPI and TWI need while they wait. The
// price: a sleeping chip takes about half a milliampere instead of microamperes (Nordic nRF51822 PS
// v3.3, "Current consumption": 16 MHz crystal oscillator, TIMER).
#include "time.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "critical.hpp"
#include "perth/hal/attention.hpp"
#include "perth/hal/wide_counter.hpp"
#include "registers.hpp"
#include "startup.hpp"
#include "time_base.hpp"

namespace perth::hal {
namespace {

using nrf51::Channel;
using nrf51::count_now;
using nrf51::Timer;
using nrf51::timer0;

constexpr unsigned irq = 8;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"
// A compare so few counts ahead may be missed.
constexpr std::int32_t margin = 2;
// At least so often somebody asks the counter, so that none of its rounds is missed: 18 minutes.
constexpr std::uint32_t longest = 1U << 30;

// Written with interrupts masked only.
struct {
    WideCounter wide;
    std::int64_t due;      // valid if there is an attention
    Attention* attention;  // null: no alarm
} clock;

std::int64_t now_masked() noexcept { return clock.wide.extend(count_now()); }

}  // namespace

std::uint32_t nrf51::count_now() noexcept {
    timer0().capture[Channel::capture] = 1;
    return timer0().compare[Channel::capture];
}

void nrf51::interrupt_at(unsigned channel, std::uint32_t target) noexcept {
    timer0().compare[channel] = target;
    timer0().interrupts_on = Timer::interrupt(channel);
    if (static_cast<std::int32_t>(target - count_now()) < margin) cortex_m::nvic().pend(irq);
}

}  // namespace perth::hal

extern "C" {

// The functions that are weak have others in a program with threads.
[[gnu::weak, gnu::alias("perth_arm_clock")]] void perth_arm();

void perth_arm_clock() {
    using namespace perth::hal;
    const std::int64_t present = now_masked();
    std::uint32_t distance = longest;
    if (clock.attention != nullptr) {
        const std::int64_t ahead = clock.due - present;
        if (ahead <= 0) {
            perth::Attention::raise(clock.attention->alarm);
            clock.attention = nullptr;
        } else if (ahead < longest) {
            distance = static_cast<std::uint32_t>(ahead);
        }
    }
    nrf51::interrupt_at(Channel::alarm, static_cast<std::uint32_t>(present) + distance);
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

std::int64_t now() noexcept {
    const Critical guard;
    return now_masked();
}

void cortex_m::start_time() noexcept {
    timer0().mode = 0;
    timer0().bits = Timer::bits_32;
    timer0().prescaler = Timer::at_1_mhz;
    // Set before the start: QEMU takes a compare value of 0 as reached at once.
    timer0().compare[Channel::alarm] = longest;
    timer0().clear = 1;
    timer0().start = 1;
    timer0().events[Channel::alarm] = 0;
    timer0().interrupts_on = Timer::interrupt(Channel::alarm);
    nvic().enable(irq);
}

}  // namespace perth::hal

PERTH_IRQ(TIMER0) {
    using namespace perth::hal;
    {
        const Critical guard;
        timer0().events[Channel::alarm] = 0;
        perth_arm();
    }
    if (nrf51::serve_periodic_timers != nullptr) nrf51::serve_periodic_timers();
}
