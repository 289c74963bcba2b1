// A ThreadSafeFlag set by a real interrupt: one that the program itself makes pending.
#include "core_registers.hpp"
#include "perth/perth.hpp"
#include "startup.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Scheduler;
using perth::Task;
using perth::TaskHandle;
using perth::ThreadSafeFlag;
using perth::test::check;
using perth::test::Story;

constexpr unsigned irq = 20;

ThreadSafeFlag flag;
int interrupts = 0;
int outside = 0;

void interrupt() noexcept {
    perth::hal::cortex_m::nvic().pend(irq);
    asm volatile("dsb\n\tisb" ::: "memory");
}

Task<> wait(Scheduler&, Story& story, const char* name) {
    const perth::Result<void> result = co_await flag.wait();
    story(name);
    if (!result) story(perth::name(result.error()));
}

Task<> wakes_a_waiter(Scheduler& sch, Story& story) {
    const TaskHandle<> waiter = sch(wait, story, "woken");
    co_await perth::yield();
    interrupt();
    story("interrupted");
    (void)co_await waiter;
    check("passing clears the flag", !flag.is_set());
}

Task<> set_before_the_wait(Scheduler& sch, Story& story) {
    interrupt();
    interrupt();
    co_await wait(sch, story, "first");
    const TaskHandle<> second = sch(wait, story, "second");
    co_await perth::sleep(1ms);
    check("two sets before it count as one", second.cancel() == perth::Cancelled::yes);
}

Task<> second_waiter(Scheduler& sch, Story& story) {
    const TaskHandle<> first = sch(wait, story, "first");
    const TaskHandle<> second = sch(wait, story, "second");
    co_await perth::yield();
    interrupt();
    (void)co_await first;
    (void)co_await second;
}

Task<> many(Scheduler& sch) {
    constexpr int rounds = 10'000;
    interrupts = 0;
    for (int i = 0; i < rounds; ++i) {
        Story ignored;
        const TaskHandle<> waiter = sch(wait, ignored, "");
        if (i % 2 == 0) co_await perth::yield();
        interrupt();
        (void)co_await waiter;
    }
    check("ten thousand interrupts woke ten thousand waits", interrupts == rounds);
}

}  // namespace

PERTH_IRQ(IRQ20) {
    ++interrupts;
    if (!perth::hal::in_interrupt()) ++outside;
    flag.set();
}

int main() {
    perth::hal::cortex_m::nvic().enable(irq);
    Scheduler sch;
    Story story;
    sch.run(wakes_a_waiter(sch, story));
    story.check("an interrupt wakes the waiter between turns", "interrupted woken");
    sch.run(set_before_the_wait(sch, story));
    story.check("a flag set before the wait does not suspend", "first");
    sch.run(second_waiter(sch, story));
    story.check("a second waiter is refused, the first unaffected", "second already_waiting first");
    sch.run(many(sch));
    check("each set came from an interrupt", outside == 0);
    perth::test::finish();
}
