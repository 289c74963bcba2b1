// Tickless time on SysTick alone, without drift.
//
// SysTick counts down from LOAD to 0 and reloads by itself, so a period that ends loses nothing:
// LOAD + 1 clocks are added. Only an alarm that is due before the running period ends makes us
// start a new period, by writing VAL; what passes between reading VAL and its clearing is a
// constant of the port (rearm_loss) and is added too. Each period started so has the length up to
// the alarm and is followed by one of the longest, whatever the interrupt's delay:
//
//     period:   ...longest | piece up to the alarm | longest ...
//     LOAD:          written ^ ^ then set to the longest, as soon as VAL was reloaded
//
// The port's header defines cortex_m::CoreClock: cycles_per_us(), cycles_per_us_reciprocal() and
// rearm_loss(), in clocks of the core.
#include "systick.hpp"

#include "critical.hpp"
#include "perth/hal/attention.hpp"
#include "registers.hpp"

namespace perth::hal {
namespace {

using cortex_m::CoreClock;
using cortex_m::SysTick;
using cortex_m::systick;

constexpr std::uint32_t longest = 1U << 24;
// Clocks that an alarm may come late to spare a new period.
constexpr std::uint32_t slack = 64;
// A period is not started anew when it ends within this many clocks: its end could fall between
// the look at COUNTFLAG and the write to VAL, which would hide it.
constexpr std::uint32_t about_to_end = 128;
constexpr unsigned reload_polls = 10'000;

// Written with interrupts masked only.
struct {
    std::int64_t us = 0;          // whole microseconds at a moment in the running period or before
    std::uint32_t end = 0;        // clocks from `us` to the end of the running period, < 2^24 + 255
    std::int64_t due = no_alarm;  // valid if `attention` is set
    Attention* attention = nullptr;
} time;

// Moves `us` on by `clocks` and lets a period of `length` begin there.
void begin_period(std::uint32_t clocks, std::uint32_t length) noexcept {
    const std::uint32_t whole = static_cast<std::uint32_t>(
        (std::uint64_t{clocks} * CoreClock::cycles_per_us_reciprocal()) >> 32);
    time.us += whole;
    time.end = clocks - whole * CoreClock::cycles_per_us() + length;
}

// Waits until the running period was loaded (one clock on silicon), then makes the one after it the
// longest.
void settle() noexcept {
    for (unsigned i = 0; i < reload_polls && systick().current == 0; ++i) {
    }
    systick().reload = longest - 1;
}

// The running period has ended by itself.
void take_wrap() noexcept {
    begin_period(time.end, longest);
    settle();
}

// Returns the clocks since `us`. Interrupts are masked.
std::uint32_t elapsed() noexcept {
    const std::uint32_t left = systick().current;
    if ((systick().control & SysTick::wrapped) == 0) return time.end - left;
    take_wrap();
    return time.end - systick().current;
}

void start_piece(std::uint32_t length) noexcept {
    systick().reload = length - 1;
    std::uint32_t left;
    // Neighbours in one fetch, so that the time between them is always the same.
    asm volatile(
        ".p2align 2\n\t"
        "ldr %0, [%1, #8]\n\t"
        "str %2, [%1, #8]"
        : "=&l"(left)
        : "l"(&systick()), "l"(length)
        : "memory");
    begin_period(time.end - left + CoreClock::rearm_loss(), length);
    settle();
}

// Sees to it that the running period ends at the alarm or before. Interrupts are masked.
void arm() noexcept {
    const std::uint32_t past = elapsed();
    const std::int64_t ahead = time.due - time.us;
    if (ahead > static_cast<std::int64_t>(longest / CoreClock::cycles_per_us())) return;
    const std::uint32_t target =
        ahead < 0 ? 0 : static_cast<std::uint32_t>(ahead) * CoreClock::cycles_per_us();
    if (target <= past) {
        Attention::raise(time.attention->alarm);
        time.attention = nullptr;
        return;
    }
    if (target + slack >= time.end || time.end - past < about_to_end) return;
    start_piece(target - past < slack ? slack : target - past);
}

}  // namespace

std::int64_t now() noexcept {
    const Critical guard;
    const std::uint32_t past = elapsed();
    return time.us + static_cast<std::uint32_t>(
                         (std::uint64_t{past} * CoreClock::cycles_per_us_reciprocal()) >> 32);
}

void set_alarm(std::int64_t due, Attention& attention) noexcept {
    const Critical guard;
    time.due = due;
    time.attention = &attention;
    arm();
}

void cortex_m::start_time() noexcept {
    time.end = longest;
    systick().reload = longest - 1;
    systick().current = 0;
    systick().control = SysTick::enable | SysTick::interrupt | SysTick::core_clock;
}

}  // namespace perth::hal

/// The end of a period.
extern "C" void SysTick_Handler() {
    using namespace perth::hal;
    const Critical guard;
    (void)elapsed();
    if (time.attention != nullptr) arm();
}
