// Tickless time on SysTick alone, without drift.
//
// SysTick counts down from LOAD to 0 and reloads by itself, so a period that ends loses nothing:
// LOAD + 1 clocks are added. Only an alarm that is due before the running period ends makes us
// start a new period, by writing VAL; what passes between reading VAL and its clearing is a
// constant of the port (rearm_loss) and is added too. A period started so has the length up to the
// alarm and is followed by one of the longest, so that an interrupt may be late by 2^24 clocks:
//
//     ... longest | piece up to the alarm | longest | longest ...
//                 ^ LOAD = piece, VAL = 0, wait for the reload, LOAD = longest
//
// COUNTFLAG, which reading clears, says that a period has ended and is not yet counted: whoever
// reads it counts. The interrupt may come later, and then finds the flag clear.
//
// The port's header defines cortex_m::CoreClock: cycles_per_us(), cycles_per_us_reciprocal() and
// rearm_loss(), in clocks of the core.
#include "systick.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "critical.hpp"
#include "perth/hal/attention.hpp"

namespace perth::hal {
namespace {

using cortex_m::CoreClock;
using cortex_m::mask;
using cortex_m::SysTick;
using cortex_m::systick;
using cortex_m::unmask;

constexpr std::uint32_t longest = 1U << 24;
// Clocks an alarm may come late to spare a new period; no piece is shorter. So a running period is
// only cut short when it has twice as many left: its end cannot fall between the look at COUNTFLAG
// and the write to VAL, which would hide it.
constexpr std::int32_t slack = 64;
// Microseconds as a power of two that no period reaches, and whose clocks fit 31 bits.
constexpr unsigned log2_not_yet = 23;
// More clocks than these are moved to `us`: reciprocal() is exact up to 2^24 above them.
constexpr std::uint32_t worth_moving = 1U << 20;

// Written with interrupts masked only.
struct Time {
    std::int64_t us = 0;  // whole microseconds at a moment before the running period
    std::int64_t due = 0;
    Attention* attention = nullptr;  // null: no alarm
    std::uint32_t at_alarm = 0;      // 1: the running period ends at the alarm
    std::uint32_t end = 0;  // clocks from `us` to the end of the running period; no more than 2^24
                            // + worth_moving: a new piece only ever ends earlier
};
Time time;

// What is rare is in functions of its own that end by taking the caller's place, so that the usual
// way through the callers saves no registers.

// QEMU's timer thread gets to work only between our looks, and on a busy host that takes many
// milliseconds. Bounded by about a second there.
template <typename Condition>
void pause_while(Condition condition) noexcept {
    constexpr unsigned longest_pause = 1U << 16;
    unsigned pause = 64;
    for (unsigned looks = 0; looks < 20'000 && condition(); ++looks) {
        for (unsigned i = 0; i < pause; ++i) asm volatile("");
        if (pause < longest_pause) pause *= 2;
    }
}

// A new period is loaded one clock after the old one's end on silicon; by QEMU 10 us later or more,
// unless it counts instructions.
[[gnu::noinline, gnu::cold]] void wait_for_reload() noexcept {
    pause_while([] { return systick().current == 0; });
}

std::uint32_t whole_us(std::uint32_t clocks) noexcept {
    return static_cast<std::uint32_t>(
        (std::uint64_t{clocks} * CoreClock::cycles_per_us_reciprocal()) >> 32);
}

bool has_wrapped() noexcept { return (systick().control & SysTick::wrapped) != 0; }

// Returns the clocks that are left.
[[gnu::noinline, gnu::cold]] std::uint32_t move_to_us(std::uint32_t clocks) noexcept {
    const std::uint32_t us = whole_us(clocks);
    time.us += us;
    return clocks - us * CoreClock::cycles_per_us();
}

// The running period has ended by itself, and one of the longest has begun.
[[gnu::always_inline]] inline void count_wrap_here() noexcept {
    std::uint32_t end = time.end;
    if (end >= worth_moving) [[unlikely]]
        end = move_to_us(end);
    time.end = end + longest;
    if (systick().current == 0) [[unlikely]]
        wait_for_reload();
}

[[gnu::noinline, gnu::cold]] void count_wrap() noexcept { count_wrap_here(); }

[[gnu::always_inline]] inline void arm(std::int64_t due, Attention& attention,
                                       std::uint32_t at_alarm) noexcept {
    time.due = due;
    time.attention = &attention;
    time.at_alarm = at_alarm;
}

// The alarm's time has come.
[[gnu::always_inline]] inline void fire(Attention& attention) noexcept {
    time.attention = nullptr;
    time.at_alarm = 0;
    Attention::raise(attention.alarm);
}

[[gnu::noinline]] void fire_and_unmask(Attention& attention, std::uint32_t before) noexcept {
    fire(attention);
    unmask(before);
}

[[gnu::noinline, gnu::cold]] std::int64_t now_after_wrap(std::uint32_t before) noexcept {
    count_wrap();
    unmask(before);
    return now();
}

[[gnu::noinline, gnu::cold]] void set_alarm_after_wrap(std::int64_t due, Attention& attention,
                                                       std::uint32_t before) noexcept {
    count_wrap();
    unmask(before);
    set_alarm(due, attention);
}

// After the running period: one of the longest. Only once the running one was loaded.
void lengthen_next() noexcept { systick().reload = longest - 1; }

// In an emulator on a busy host, the piece may be over before the one after it was made long, and
// have been repeated, perhaps often. It counts once; what follows is one of the longest as soon as
// the counter shows more than a piece has (QEMU's may show one more than it should).
[[gnu::noinline, gnu::cold]] void skip_repetitions(std::uint32_t length,
                                                   std::uint32_t before) noexcept {
    pause_while([length] { return systick().current <= length + slack; });
    (void)has_wrapped();
    time.end += longest;
    fire_and_unmask(*time.attention, before);
}

// For an emulator that takes its time: `past` clocks had passed when the piece was decided on.
[[gnu::noinline, gnu::cold]] void finish_piece_slowly(std::uint32_t past, std::uint32_t length,
                                                      std::uint32_t before) noexcept {
    // The period before may have ended after all, before VAL was read for the last time.
    const std::uint32_t past_at_start = time.end - length - CoreClock::rearm_loss();
    if (static_cast<std::int32_t>(past_at_start - past) < 0) time.end += longest;
    wait_for_reload();
    lengthen_next();
    if (has_wrapped()) return skip_repetitions(length, before);
    unmask(before);
}

// Ends the running period and begins one of `length`.
[[gnu::always_inline]] inline void start_piece(std::uint32_t end, std::uint32_t length) noexcept {
    systick().reload = length - 1;
    std::uint32_t scratch;
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
}

}  // namespace

std::int64_t now() noexcept {
    const std::uint32_t before = mask();
    const std::uint32_t left = systick().current;
    if (has_wrapped()) [[unlikely]]
        return now_after_wrap(before);
    const std::int64_t us = time.us;
    const std::uint32_t past = time.end - left;
    unmask(before);
    return us + whole_us(past);
}

// The running period is to end at the alarm or before.
void set_alarm(std::int64_t due, Attention& attention) noexcept {
    const std::uint32_t before = mask();
    const std::uint32_t left = systick().current;
    if (has_wrapped()) [[unlikely]]
        return set_alarm_after_wrap(due, attention, before);

    const std::int64_t ahead = due - time.us;
    const auto low = static_cast<std::uint32_t>(ahead);
    const auto high = static_cast<std::uint32_t>(ahead >> 32);
    if ((high | low >> log2_not_yet) != 0) [[unlikely]] {
        if (ahead < 0) return fire_and_unmask(attention, before);
        arm(due, attention, 0);
        return unmask(before);
    }
    const std::uint32_t end = time.end;
    auto length = low * CoreClock::cycles_per_us() + (left - end);
    if (static_cast<std::int32_t>(length) < slack) [[unlikely]] {
        if (static_cast<std::int32_t>(length) <= 0) return fire_and_unmask(attention, before);
        length = slack;
    }
    if (length + slack >= left) {  // ends a little after the alarm, or before it
        arm(due, attention, left >= length ? 1 : 0);
        return unmask(before);
    }
    start_piece(end, length);
    arm(due, attention, 1);
    const std::uint32_t run = length - systick().current;
    if (run >= slack) [[unlikely]]
        return finish_piece_slowly(end - left, length, before);
    lengthen_next();
    if (has_wrapped()) [[unlikely]]
        return skip_repetitions(length, before);
    unmask(before);
}

void cortex_m::start_time() noexcept {
    time.end = longest;
    systick().reload = longest - 1;
    systick().current = 0;
    systick().control = SysTick::enable | SysTick::interrupt | SysTick::core_clock;
    if (systick().current == 0) wait_for_reload();
}

}  // namespace perth::hal

/// The end of a period.
extern "C" __attribute__((used)) void SysTick_Handler() {
    using namespace perth::hal;
    asm volatile("cpsid i" ::: "memory");
    if (has_wrapped()) [[likely]] {
        count_wrap_here();
        if (time.at_alarm != 0) [[likely]] {
            fire(*time.attention);
            asm volatile("cpsie i" ::: "memory");
            return;
        }
    }
    asm volatile("cpsie i" ::: "memory");
    if (time.attention != nullptr) set_alarm(time.due, *time.attention);
}
