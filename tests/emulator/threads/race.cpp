// Nothing is lost wherever an interrupt comes: two threads do nothing but switch; two others wake
// at all kinds of moments, so that SysTick comes at every instruction of a switch, and one of them
// sets a flag that a task awaits. Run with -icount shift=0. PERTH_TEST_MUTANT: a switch that does
// not mask interrupts must lose something.
#include <algorithm>
#include <array>
#include <cstdint>

#include "perth/core/thread.hpp"
#include "perth/perth.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::Scheduler;
using perth::Task;
using perth::Thread;
using perth::test::check;
using perth::test::figure;

constexpr std::int32_t rounds = 20'000;
constexpr std::int64_t longest_silence = 10'000;  // µs
constexpr std::size_t known_addresses = 1000;

perth::ThreadSafeFlag flag;
volatile std::int32_t sent = 0;
volatile std::int32_t seen = 0;
volatile std::int32_t beats = 0;
volatile std::uint32_t switches[2];

/// A number that goes on growing, unless something was lost.
struct Pulse {
    std::int32_t before = 0;
    std::int64_t last = 0;

    [[nodiscard]] bool silent(std::int32_t count) noexcept {
        const std::int64_t now = perth::hal::now();
        if (count != before) last = now;
        before = count;
        return now - last > longest_silence;
    }
};
Pulse seeing;
Pulse beating;

/// Addresses within the switch at which the clock interrupted it.
std::array<std::uint32_t, known_addresses> addresses;
std::size_t address_count = 0;

void judge(bool lost) noexcept {
    figure("rounds", seen, "");
    figure("switches", static_cast<std::int32_t>(switches[0] + switches[1]), "");
    figure("distinct PCs in a switch at which SysTick came",
           static_cast<std::int32_t>(address_count), "");
#ifdef PERTH_TEST_MUTANT
    check("without masking, something is lost", lost);
#else
    check("nothing is lost", !lost);
    check("SysTick comes at many places of a switch", address_count >= 10);
#endif
    perth::test::finish();
}

[[gnu::used]] void look_at(std::uint32_t pc) noexcept {
    if (seeing.silent(seen) || beating.silent(beats)) judge(true);
    const auto begin = addresses.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(address_count);
    if (address_count == addresses.size() || std::find(begin, end, pc) != end) return;
    addresses[address_count++] = pc;
}

void switch_all_the_time(volatile std::uint32_t& count) noexcept {
    while (!perth::this_thread::stop_requested()) {
        count = count + 1;
        perth::this_thread::yield();
    }
}

void set_flags() noexcept {
    perth::test::Numbers numbers;
    while (sent < rounds) {
        perth::this_thread::sleep_for(perth::Duration(numbers.next(2)));
        if (seen != sent) continue;
        sent = sent + 1;
        flag.set();
    }
}

void beat() noexcept {
    perth::test::Numbers numbers;
    while (!perth::this_thread::stop_requested()) {
        perth::this_thread::sleep_for(perth::Duration(numbers.next(3)));
        beats = beats + 1;
    }
}

Task<> see_flags() {
    while (seen < rounds) {
        (void)co_await flag.wait();
        seen = sent;
    }
}

}  // namespace

extern "C" {
[[gnu::used]] void perth_test_systick(const std::uint32_t* main_stack, std::uint32_t exc_return) {
    // In a handler: PendSV, which runs on the main stack, is what SysTick may interrupt.
    if ((exc_return & 0xFU) == 1) look_at(main_stack[6]);
}
void __real_SysTick_Handler();
[[gnu::naked, gnu::used]] void __wrap_SysTick_Handler() {
    asm volatile(
        "mrs  r0, msp\n\t"
        "mov  r1, lr\n\t"
        "push {r4, lr}\n\t"
        "bl   perth_test_systick\n\t"
        "bl   __real_SysTick_Handler\n\t"
        "pop  {r4, pc}");
}
}

int main() {
    static Thread<512> first;
    static Thread<512> second;
    static Thread<512> setting;
    static Thread<512> beating_too;
    first.start(switch_all_the_time, switches[0]);
    second.start(switch_all_the_time, switches[1]);
    setting.start(set_flags);
    beating_too.start(beat);
    Scheduler sch;
    sch.run(see_flags());
    judge(false);
}
