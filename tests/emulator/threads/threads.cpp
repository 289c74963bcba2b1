// Threads beside each other and beside a scheduler. Run with -icount shift=0: an instruction takes
// a nanosecond.
#include "perth/core/thread.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core_registers.hpp"
#include "perth/perth.hpp"
#include "perth/sync/message.hpp"
#include "perth/sync/spsc_queue.hpp"
#include "startup.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Clock;
using perth::Duration;
using perth::Scheduler;
using perth::Task;
using perth::Thread;
using perth::Time;
using perth::test::check;
using perth::test::figure;
using perth::test::print;

using Stack = Thread<768>;
namespace this_thread = perth::this_thread;

constexpr Duration slice = 1ms;

std::int32_t us(Duration duration) noexcept { return static_cast<std::int32_t>(duration.count()); }

/// Spins until it is asked to stop; keeps how long it ran, and the longest time without a turn.
struct Spinner {
    Duration ran{};
    Duration longest_gap{};
    Time last = Clock::now();

    void look() noexcept {
        const Time now = Clock::now();
        const Duration gap = now - last;
        last = now;
        if (gap < slice / 2) {
            ran += gap;
        } else {
            longest_gap = std::max(longest_gap, gap);
        }
    }
    static void run(Spinner& self) noexcept {
        while (!this_thread::stop_requested()) self.look();
    }
};

void spinners_share_alike() {
    Stack a;
    Stack b;
    Spinner one;
    Spinner two;
    Spinner own;
    a.start(Spinner::run, one);
    b.start(Spinner::run, two);
    for (const Time end = Clock::now() + 90ms; own.last < end;) own.look();
    a.request_stop();
    b.request_stop();
    a.join();
    b.join();
    const auto [least, most] = std::minmax({one.ran, two.ran, own.ran});
    print("three threads that spin for 90 ms\n");
    figure("  least share", us(least), "us");
    figure("  greatest share", us(most), "us");
    const Duration gap = std::max({one.longest_gap, two.longest_gap, own.longest_gap});
    figure("  longest time without a turn", us(gap), "us");
    check("they differ by no more than a slice", most - least <= slice);
    check("none waits longer than the others' slices", gap < 2 * slice + 100us);
}

/// Sleeps with all kinds of periods and keeps how late it was.
struct Sleeper {
    Duration period{};
    int times = 0;
    int early = 0;
    Duration latest{};

    static void run(Sleeper& self) noexcept {
        for (int i = 0; i < self.times; ++i) {
            const Time due = Clock::now() + self.period + Duration(i % 7);
            this_thread::sleep_until(due);
            const Duration late = Clock::now() - due;
            if (late < 0us) ++self.early;
            self.latest = std::max(self.latest, late);
        }
    }
};

void sleepers_wake_on_time() {
    Stack spinning[2];
    Spinner spinners[2];
    Stack sleeping[3];
    Sleeper sleepers[3] = {{.period = 337us, .times = 270},
                           {.period = 1ms, .times = 90},
                           {.period = 4700us, .times = 20}};
    for (int i = 0; i < 2; ++i) spinning[i].start(Spinner::run, spinners[i]);
    for (int i = 0; i < 3; ++i) sleeping[i].start(Sleeper::run, sleepers[i]);
    for (Stack& thread : sleeping) thread.join();
    for (Stack& thread : spinning) thread.request_stop();
    for (Stack& thread : spinning) thread.join();
    print("three threads that sleep, beside two that spin\n");
    int early = 0;
    Duration latest{};
    for (const Sleeper& each : sleepers) {
        early += each.early;
        latest = std::max(latest, each.latest);
    }
    figure("  sleeps", 270 + 90 + 20, "");
    figure("  latest", us(latest), "us");
    check("no sleep is too short", early == 0);
    check("none is late by more than 100 us", latest < 100us);
    const auto [least, most] = std::minmax(spinners[0].ran, spinners[1].ran);
    check("the spinning ones share what is left", most - least < most / 10);
}

/// What the threads and the tasks of the next test share.
struct Shared {
    perth::ThreadSafeFlag flag;
    perth::Message<std::int32_t> message;
    perth::SpscQueue<std::int32_t, 8> numbers;
    perth::SpscQueue<std::int32_t, 8> squares;
    volatile std::int32_t flags_sent = 0;
    std::int32_t flags_seen = 0;
    std::int32_t sum = 0;
    std::int32_t ticks = 0;
    Duration latest_tick{};
    bool wrong_scheduler = false;
};

constexpr std::int32_t numbers = 500;
constexpr std::int32_t flags = 200;

void set_flags(Shared& shared) noexcept {
    for (std::int32_t i = 1; i <= flags; ++i) {
        shared.flags_sent = i;
        shared.flag.set();
        if (i % 5 == 0) this_thread::sleep_for(130us);
    }
    shared.message.set(flags);
}

void square(Shared& shared) noexcept {
    for (std::int32_t done = 0; done < numbers;) {
        const auto number = shared.numbers.try_get();
        if (!number) {
            this_thread::sleep_for(50us);
            continue;
        }
        while (!shared.squares.try_put(*number * *number)) this_thread::yield();
        ++done;
    }
}

Task<> put_numbers(Scheduler&, Shared& shared) {
    for (std::int32_t i = 1; i <= numbers; ++i) (void)co_await shared.numbers.put(i);
}

Task<> take_squares(Scheduler&, Shared& shared) {
    for (std::int32_t i = 1; i <= numbers; ++i) {
        const auto got = co_await shared.squares.get();
        if (*got == i * i) shared.sum += 1;
    }
}

Task<> take_flags(Scheduler&, Shared& shared) {
    while (shared.flags_seen < flags) {
        (void)co_await shared.flag.wait();
        shared.flags_seen = shared.flags_sent;
    }
}

Task<> tick(Scheduler&, Shared& shared) {
    Time due = Clock::now();
    for (;;) {
        due += 1300us;
        co_await perth::sleep_until(due);
        shared.latest_tick = std::max(shared.latest_tick, Clock::now() - due);
        ++shared.ticks;
    }
}

Task<std::int32_t> all(Scheduler& sch, Shared& shared) {
    const auto ticking = sch(tick, shared);
    const auto putting = sch(put_numbers, shared);
    const auto taking = sch(take_squares, shared);
    const auto seeing = sch(take_flags, shared);
    const std::int32_t message = co_await shared.message.wait();
    (void)co_await putting;
    (void)co_await taking;
    (void)co_await seeing;
    if (&Scheduler::current() != &sch) shared.wrong_scheduler = true;
    (void)ticking.cancel();
    co_return message;
}

void threads_talk_to_tasks(bool beside_spinner) {
    static Shared shared_first;
    static Shared shared_second;
    Shared& shared = beside_spinner ? shared_second : shared_first;
    Stack setting;
    Stack squaring;
    Stack spinning;
    Spinner spinner;
    Scheduler sch;
    setting.start(set_flags, shared);
    squaring.start(square, shared);
    if (beside_spinner) spinning.start(Spinner::run, spinner);
    const Time start = Clock::now();
    const std::int32_t message = sch.run(all(sch, shared));
    print(beside_spinner ? "threads, tasks and a thread that spins\n" : "threads and tasks\n");
    figure("  time", us(Clock::now() - start), "us");
    figure("  ticks of a task", shared.ticks, "");
    figure("  latest tick", us(shared.latest_tick), "us");
    check("each number comes back squared", shared.sum == numbers);
    check("the last flag is seen", shared.flags_seen == flags);
    check("the message arrives", message == flags);
    check("the tasks' scheduler stays theirs", !shared.wrong_scheduler);
    check("a task's alarm preempts the threads", shared.latest_tick < slice);
    squaring.join();
    setting.join();
    spinning.request_stop();
    spinning.join();
}

perth::ThreadSafeFlag pressed;
Time pressed_at;

void press_often() noexcept {
    for (int i = 0; i < 20; ++i) {
        perth::busy_wait(2700us);
        pressed_at = Clock::now();
        perth::hal::cortex_m::nvic().pend(3);
    }
}

Task<Duration> await_presses(Scheduler&) {
    Duration latest{};
    for (int i = 0; i < 20; ++i) {
        (void)co_await pressed.wait();
        latest = std::max(latest, Clock::now() - pressed_at);
    }
    co_return latest;
}

void interrupts_wake_tasks_at_once() {
    perth::hal::cortex_m::nvic().enable(3);
    Stack pressing;
    Stack spinning;
    Spinner spinner;
    pressing.start(press_often);
    spinning.start(Spinner::run, spinner);
    Scheduler sch;
    const Duration latest = sch.run(await_presses(sch));
    spinning.request_stop();
    spinning.join();
    print("an interrupt's flag for a task, beside two threads that spin\n");
    figure("  latest", us(latest), "us");
    check("the task goes on at once", latest < 100us);
}

std::uint32_t systicks() noexcept;

void nothing_runs_while_all_sleep() {
    // Sleeping needs no slices: the clock's interrupts are those of the sleeps.
    Stack thread;
    thread.start([] { this_thread::sleep_for(200ms); });
    const std::uint32_t before = systicks();
    Scheduler sch;
    sch.run([](Scheduler&) -> Task<> { co_await perth::sleep(100ms); }(sch));
    thread.join();
    const auto interrupts = static_cast<std::int32_t>(systicks() - before);
    print("a thread and a task that sleep for 200 ms\n");
    figure("  interrupts of SysTick", interrupts, "");
    check("no more than a few", interrupts < 12);
}

volatile std::uint32_t systick_count = 0;
std::uint32_t systicks() noexcept { return systick_count; }

}  // namespace

PERTH_IRQ(IRQ03) { pressed.set(); }

extern "C" {
void __real_SysTick_Handler();
[[gnu::used]] void __wrap_SysTick_Handler() {
    systick_count = systick_count + 1;
    __real_SysTick_Handler();
}
}

int main() {
    spinners_share_alike();
    sleepers_wake_on_time();
    threads_talk_to_tasks(false);
    threads_talk_to_tasks(true);
    interrupts_wake_tasks_at_once();
    nothing_runs_while_all_sleep();
    perth::test::finish();
}
