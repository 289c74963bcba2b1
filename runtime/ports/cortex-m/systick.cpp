// Tickless time on SysTick alone, without drift.
//
// SysTick counts down from LOAD to 0 and reloads by itself, so a period that ends loses nothing:
// LOAD + 1 clocks are added. Only an alarm that is due before the running period ends makes us
// start a new period, by writing VAL; what passes between reading VAL and its clearing is a
// constant of the port (rearm_loss) and is added, too. A period started so has the length up to the
// alarm and is followed by the longest ones, so that an interrupt may be late by 2^24 clocks:
//
//     ... longest | piece up to the alarm | longest | longest ...
//                 ^ LOAD = piece, VAL = 0, wait for the reload, LOAD = longest
//
// COUNTFLAG, which reading clears, says that a period has ended and is not yet counted: whoever
// reads it counts. The interrupt may come later, and then finds the flag clear.
//
// In QEMU this holds with -icount. Without it QEMU reloads 10 us late, and a host that holds the
// emulator up for longer than a period (0.1 s) makes periods go uncounted: time is slow then.
//
// The port's header defines cortex_m::CoreClock: cycles_per_us(), cycles_per_us_reciprocal() and
// rearm_loss(), in clocks of the core.
#include "systick.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "critical.hpp"
#include "perth/hal/attention.hpp"
#include "time_base.hpp"

namespace perth::hal {
namespace {

using cortex_m::CoreClock;
using cortex_m::mask;
using cortex_m::SysTick;
using cortex_m::systick;
using cortex_m::unmask;

constexpr std::uint32_t longest = 1U << 24;
// No piece is shorter, and none replaces a period that ends within this of it: its end cannot fall
// between the look at COUNTFLAG and the write to VAL, which would hide it.
constexpr std::uint32_t shortest = 64;
// An alarm so many microseconds ahead, as a power of two, is left to a later period. Its clocks fit
// 31 bits, and no period reaches so far.
constexpr unsigned log2_not_yet = 23;
// Looks at VAL before we give up; silicon needs one.
constexpr unsigned reload_looks = 1U << 20;

// Written with interrupts masked only.
struct {
    std::int64_t us;       // whole microseconds, at a moment before the running period
    std::int64_t due;      // valid if there is an attention
    Attention* attention;  // null: no alarm
    std::uint32_t end;     // clocks from `us` to the end of the running period, less than 2^25
} time;

std::uint32_t whole_us(std::uint32_t clocks) noexcept {
    return static_cast<std::uint32_t>(
        (std::uint64_t{clocks} * CoreClock::cycles_per_us_reciprocal()) >> 32);
}

// Returns VAL once the period that has just begun was loaded. Until then it shows 0, in QEMU
// also 1.
std::uint32_t until_loaded() noexcept {
    std::uint32_t left = systick().current;
    for (unsigned i = reload_looks; left < 2 && i != 0; --i) left = systick().current;
    return left;
}

// Returns the clocks since `us`. Interrupts are masked.
[[gnu::noinline]] std::uint32_t past() noexcept {
    std::uint32_t left = systick().current;
    if ((systick().control & SysTick::wrapped) == 0) return time.end - left;
    // The period begins a clock or more after `us`, because QEMU shows one clock too many at first.
    const std::uint32_t us = whole_us(time.end - 1);
    time.us += us;
    time.end += longest - us * CoreClock::cycles_per_us();
    left = until_loaded();
    return time.end - left;
}

// Ends the running period and begins one of `length`.
[[gnu::always_inline]] inline void begin_piece(std::uint32_t length) noexcept {
    std::uint32_t end = time.end;
    std::uint32_t scratch;
    systick().reload = length - 1;
    // The time from the load to the store is rearm_loss(): nothing may come between.
    asm volatile(
        "ldr  %[scratch], [%[systick], #8]\n\t"
        "subs %[end], %[end], %[scratch]\n\t"
        "adds %[end], %[end], %[length]\n\t"
        "adds %[end], %[end], %[loss]\n\t"
        "movs %[scratch], #0\n\t"
        "str  %[scratch], [%[systick], #8]\n\t"
        "nop"  // so that QEMU, counting 1 ns an instruction, has loaded when we look
        : [end] "+l"(end), [scratch] "=&l"(scratch)
        : [systick] "l"(&systick()), [length] "l"(length), [loss] "l"(CoreClock::rearm_loss())
        : "cc", "memory");
    time.end = end;
    (void)until_loaded();
    systick().reload = longest - 1;
}

}  // namespace
}  // namespace perth::hal

extern "C" {

// The functions that are weak have others in a program with threads.
[[gnu::weak, gnu::alias("perth_arm_clock")]] void perth_arm();

void perth_arm_clock() {
    using namespace perth::hal;
    const std::uint32_t now = past();
    const std::int64_t ahead = time.due - time.us;
    if ((ahead >> log2_not_yet) > 0) return;
    const std::uint32_t due =
        ahead < 0 ? 0 : static_cast<std::uint32_t>(ahead) * CoreClock::cycles_per_us();
    if (due <= now) {
        perth::Attention::raise(time.attention->alarm);
        time.attention = nullptr;
        return;
    }
    const std::uint32_t length = due - now < shortest ? shortest : due - now;
    if (length + shortest < time.end - now) begin_piece(length);
}

void perth_set_clock_alarm(std::int64_t due, perth::Attention& attention) {
    using namespace perth::hal;
    const std::uint32_t before = mask();
    time.due = due;
    time.attention = &attention;
    perth_arm();
    unmask(before);
}

}  // extern "C"

namespace perth::hal {

[[gnu::weak, gnu::alias("perth_set_clock_alarm")]] void set_alarm(std::int64_t due,
                                                                  Attention& attention) noexcept;

std::int64_t now() noexcept {
    const std::uint32_t before = mask();
    const std::uint32_t clocks = past();
    const std::int64_t us = time.us;
    unmask(before);
    return us + whole_us(clocks);
}

void cortex_m::start_time() noexcept {
    time.end = longest + 1;
    systick().reload = longest - 1;
    systick().current = 0;
    systick().control = SysTick::enable | SysTick::interrupt | SysTick::core_clock;
    (void)until_loaded();
}

}  // namespace perth::hal

/// The end of a period.
extern "C" __attribute__((used)) void SysTick_Handler() {
    using namespace perth::hal;
    asm volatile("cpsid i" ::: "memory");
    if (time.attention != nullptr) {
        perth_arm();
    } else {
        (void)past();
    }
    asm volatile("cpsie i" ::: "memory");
}
