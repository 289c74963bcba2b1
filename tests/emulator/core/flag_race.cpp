// No wake-up is lost, wherever the interrupt comes: SysTick, which belongs to this image, sets a
// flag a fixed time after it was started, and a run of nops before the wait moves the wait past
// that moment, one instruction a round. Run with -icount shift=0.
//
// A lost wake-up is seen by SysTick's next period, which ends the sleep all the same: then there
// were two interrupts in the round, or more if the flag is spoilt for good. PERTH_TEST_MUTANT: the
// port does not mask, or the runtime was changed, and some must be lost. PERTH_TEST_FLAG: a header
// with another perth::test::Flag, which counts what went wrong otherwise in `spoilt`.
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "core_registers.hpp"
#include "perth/perth.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace perth::test {
inline std::uint32_t spoilt = 0;
}

#ifdef PERTH_TEST_FLAG
#include PERTH_TEST_FLAG
#else
namespace perth::test {
using Flag = ThreadSafeFlag;
}
#endif

namespace {

using perth::Scheduler;
using perth::Task;
using perth::hal::cortex_m::systick;
using perth::test::check;
using perth::test::figure;
using perth::test::Flag;

constexpr std::uint32_t longest = (1U << 24) - 1;
constexpr std::uint32_t sled_size = 5400;    // nops
constexpr std::uint32_t alarm_after_us = 5;  // 1000 instructions each

Flag flag;
perth::ThreadSafeFlag other;
volatile std::uint32_t interrupts = 0;
volatile std::uintptr_t stacked_pc = 0;

/// Different addresses at which the program was interrupted.
class Addresses {
public:
    void add(std::uintptr_t address) noexcept {
        const auto end = seen_.begin() + size_;
        if (std::find(seen_.begin(), end, address) != end || size_ == seen_.size()) return;
        seen_[size_++] = address;
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    std::array<std::uintptr_t, 1200> seen_;
    std::size_t size_ = 0;
};

struct Outcome {
    std::uint32_t rounds = 0;
    std::uint32_t asleep = 0;  ///< rounds that were interrupted where the first was
    std::uint32_t lost = 0;    ///< or spoilt
    bool complete = false;     ///< from asleep to before the wait
    Addresses addresses;
};
Outcome outcome;

void restart_systick(std::uint32_t clocks) noexcept {
    systick().reload = clocks;
    systick().current = 0;
}

void judge(bool lost) noexcept {
#ifdef PERTH_TEST_MUTANT
    check("the mutant loses wake-ups", lost);
#else
    check("no wake-up is lost", !lost);
#endif
}

[[gnu::used]] void on_alarm(std::uintptr_t pc) noexcept {
    restart_systick(longest);
    interrupts = interrupts + 1;
    if (interrupts == 4) {
        figure("  given up at offset", static_cast<std::int32_t>(outcome.rounds), "");
        judge(true);
        perth::test::finish();
    }
    if (interrupts != 1) return;
    stacked_pc = pc;
    flag.set();
}

[[gnu::naked, gnu::noinline]] void sled() {
    asm volatile(".rept %c0\n\tnop\n\t.endr\n\tbx lr" : : "i"(sled_size));
}

bool in_sled(std::uintptr_t pc) noexcept {
    const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(&sled) & ~std::uintptr_t{1};
    return pc >= begin && pc <= begin + 2 * sled_size;
}

/// Executes so many nops.
[[gnu::noinline]] void nops(std::uint32_t count) noexcept {
    const auto begin = reinterpret_cast<std::uintptr_t>(&sled);
    reinterpret_cast<void (*)()>(begin + 2 * (sled_size - count))();
}

struct Sweep {
    const char* name;
    void (*prepare)() noexcept;  ///< what happens just before the wait
};

Task<> sweep(Scheduler&, const Sweep& each) {
    outcome = {};
    std::uintptr_t first_pc = 0;
    for (std::uint32_t count = 0; count < sled_size; ++count) {
        interrupts = 0;
        restart_systick(alarm_after_us * PERTH_CYCLES_PER_US);
        nops(count);
        each.prepare();
        while (interrupts == 0) (void)co_await flag.wait();
        if (interrupts > 1) ++outcome.lost;
        co_await perth::yield();  // so that nothing stays in the inbox
        if (count == 0) first_pc = stacked_pc;
        if (stacked_pc == first_pc) ++outcome.asleep;
        ++outcome.rounds;
        outcome.complete = in_sled(stacked_pc);
        if (outcome.complete) break;
        outcome.addresses.add(stacked_pc);
    }
    outcome.complete = outcome.complete && outcome.asleep > 10;
    // The last interrupts came before the wait: what they spoilt is seen by one that comes in it.
    interrupts = 0;
    restart_systick(alarm_after_us * PERTH_CYCLES_PER_US);
    while (interrupts == 0) (void)co_await flag.wait();
    if (interrupts > 1) ++outcome.lost;
    outcome.lost += std::exchange(perth::test::spoilt, 0);
}

Task<> wait_for_other(Scheduler&) {
    for (;;) (void)co_await other.wait();
}

/// Returns how many wake-ups were lost.
std::uint32_t run(Scheduler& sch, const Sweep& each) {
    sch.run(sweep(sch, each));
    perth::test::print(each.name);
    perth::test::print("\n");
    figure("  offsets", static_cast<std::int32_t>(outcome.rounds), "");
    figure("  of them asleep", static_cast<std::int32_t>(outcome.asleep), "");
    figure("  distinct stacked PCs", static_cast<std::int32_t>(outcome.addresses.size()), "");
    figure("  lost", static_cast<std::int32_t>(outcome.lost), "");
    check("the sweep goes from asleep to before the wait", outcome.complete);
    check("it interrupts at many addresses", outcome.addresses.size() > 20);
    return outcome.lost;
}

}  // namespace

extern "C" [[gnu::naked, gnu::used]] void __wrap_SysTick_Handler() {
    // The core has just pushed r0…r3, r12, lr, pc and xPSR.
    asm volatile("ldr r0, [sp, #24]\n\tldr r1, =%c0\n\tbx r1" : : "i"(&on_alarm));
}

int main() {
    Scheduler sch;
    sch(wait_for_other);
    std::uint32_t lost = run(sch, {"wait against set", []() noexcept {}});
    // Finds a flag that forgets that it is posted after it has looked, not before.
    lost += run(sch, {"and while the set before is being taken", []() noexcept { flag.set(); }});
    // Finds an inbox that is emptied in two steps.
    lost +=
        run(sch, {"and while another flag's set is being taken", []() noexcept { other.set(); }});
    judge(lost != 0);
    perth::test::finish();
}
