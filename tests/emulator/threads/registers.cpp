// All registers survive being preempted: two threads and the main thread, each with its own values
// in r2…r12 and lr, look at them all the time while a fourth interrupts them where they are. Run
// with -icount shift=0. PERTH_TEST_MUTANT: a port that does not save r11 must be found out.
#include <cstdint>

#include "perth/core/thread.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::Thread;
using perth::test::check;
using perth::test::figure;

constexpr std::int32_t preemptions = 55'000;  // two switches each

/// Puts base + N into each rN, then compares until *stop is set; returns the number of the register
/// that had another value, 0 if none. Both Thumb instruction sets.
[[gnu::naked, gnu::noinline]] std::uint32_t watch_registers(std::uint32_t, volatile bool*) {
    asm volatile(
        "push {r4-r7, lr}\n\t"
        "mov  r4, r8\n\t"
        "mov  r5, r9\n\t"
        "mov  r6, r10\n\t"
        "mov  r7, r11\n\t"
        "push {r3-r7}\n\t"
        "mov  r2, r0\n\t"
        "adds r2, #8\n\t"
        "mov  r8, r2\n\t"
        "adds r2, #1\n\t"
        "mov  r9, r2\n\t"
        "adds r2, #1\n\t"
        "mov  r10, r2\n\t"
        "adds r2, #1\n\t"
        "mov  r11, r2\n\t"
        "adds r2, #1\n\t"
        "mov  r12, r2\n\t"
        "adds r2, #2\n\t"
        "mov  lr, r2\n\t"
        "mov  r4, r0\n\t"
        "adds r4, #4\n\t"
        "adds r5, r4, #1\n\t"
        "adds r6, r4, #2\n\t"
        "adds r7, r4, #3\n\t"
        "adds r2, r0, #2\n"
        "1:\n\t"
        "adds r3, r0, #2\n\t"
        "cmp  r2, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #2\n\t"
        "cmp  r4, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r5, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r6, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r7, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r8, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r9, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r10, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r11, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #1\n\t"
        "cmp  r12, r3\n\t"
        "bne  2f\n\t"
        "adds r3, #2\n\t"
        "cmp  lr, r3\n\t"
        "bne  2f\n\t"
        "ldrb r3, [r1]\n\t"
        "cmp  r3, #0\n\t"
        "beq  1b\n\t"
        "mov  r3, r0\n"
        "2:\n\t"
        "subs r0, r3, r0\n\t"
        "pop  {r3-r7}\n\t"
        "mov  r8, r4\n\t"
        "mov  r9, r5\n\t"
        "mov  r10, r6\n\t"
        "mov  r11, r7\n\t"
        "pop  {r4-r7, pc}");
}

volatile bool stop = false;
std::int32_t preempted = 0;

struct Watcher {
    std::uint32_t base;
    std::uint32_t broken = 0;

    static void run(Watcher& self) noexcept { self.broken = watch_registers(self.base, &stop); }
};

void preempt() noexcept {
    perth::test::Numbers numbers;
    for (; preempted < preemptions && !stop; ++preempted) {
        perth::this_thread::sleep_for(perth::Duration(numbers.next(3)));
    }
    stop = true;
}

}  // namespace

int main() {
    Watcher watchers[] = {{0x1111'1100}, {0xEEEE'EE00}, {0x5A5A'5A00}};
    static Thread<512> first;
    static Thread<512> second;
    static Thread<512> preempting;
    first.start(Watcher::run, watchers[0]);
    second.start(Watcher::run, watchers[1]);
    preempting.start(preempt);
    Watcher::run(watchers[2]);
    stop = true;
    first.join();
    second.join();
    preempting.join();
    figure("preempted", preempted, "times");
    std::uint32_t broken = 0;
    for (const Watcher& each : watchers) {
        if (each.broken == 0) continue;
        figure("found another value in r", static_cast<std::int32_t>(each.broken), "");
        broken = each.broken;
    }
#ifdef PERTH_TEST_MUTANT
    check("a switch that forgets r11 is found out", broken == 11);
#else
    check("all registers survive", broken == 0 && preempted == preemptions);
#endif
    perth::test::finish();
}
