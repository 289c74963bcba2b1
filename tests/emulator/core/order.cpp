// Who is ready when: turns, expired timers behind what the turn made ready, timers of equal due.
// Run with -icount shift=0, so that one thousand instructions are a microsecond.
#include "perth/perth.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Clock;
using perth::Scheduler;
using perth::Task;
using perth::Time;
using perth::test::check;
using perth::test::figure;
using perth::test::Story;

Task<> turns(Scheduler&, Story& story, const char* name, int count) {
    for (; count > 1; --count) {
        story(name);
        co_await perth::yield();
    }
    story(name);
}

Task<> sleeper(Scheduler&, Story& story, const char* name, Time due) {
    co_await perth::sleep_until(due);
    story(name);
}

Task<> round_robin(Scheduler& sch, Story& story) {
    for (const char* name : {"0", "1", "2"}) sch(turns, story, name, 3);
    story("M");
    co_await perth::sleep(1ms);
    story("main");
}

Task<> expired_timers(Scheduler& sch, Story& story) {
    const Time now = Clock::now();
    sch(sleeper, story, "late", now + 3ms);
    sch(sleeper, story, "early", now + 2ms);
    co_await perth::yield();
    perth::busy_wait(5ms);  // both expire meanwhile
    sch(turns, story, "new", 2);
    co_await perth::yield();
    story("main");
    co_await perth::sleep(1ms);
}

Task<> equal_due(Scheduler& sch, Story& story) {
    const Time now = Clock::now();
    sch(sleeper, story, "A", now + 10ms);
    sch(sleeper, story, "B", now + 5ms);
    sch(sleeper, story, "C", now + 10ms);
    sch(sleeper, story, "D", now + 5ms);
    sch(sleeper, story, "E", now + 10ms);
    co_await perth::sleep_until(now + 10ms);
    story("main");
    co_await perth::yield();
    co_await perth::yield();
}

Task<> nothing_to_sleep(Scheduler& sch, Story& story) {
    sch(turns, story, "a", 3);
    co_await perth::sleep(0ms);
    story("main");
    co_await perth::sleep_until(Clock::now() - 1ms);
    story("main");
    co_await perth::yield();
}

Task<> spin(Scheduler&) {
    for (;;) {
        perth::busy_wait(10us);
        co_await perth::yield();
    }
}

Task<> beside_busy_tasks(Scheduler& sch) {
    for (int i = 0; i < 10; ++i) sch(spin);
    perth::Duration shortest = 1h;
    perth::Duration longest = 0s;
    for (int i = 0; i < 20; ++i) {
        const Time before = Clock::now();
        co_await perth::sleep(1ms);
        const perth::Duration slept = Clock::now() - before;
        if (slept < shortest) shortest = slept;
        if (slept > longest) longest = slept;
    }
    figure("shortest sleep of 1 ms beside ten busy tasks", static_cast<int>(shortest.count()),
           "us");
    figure("longest", static_cast<int>(longest.count()), "us");
    check("it is never too short", shortest >= 1ms);
    check("it is late by less than a round", longest <= 1ms + 11 * 15us);
}

}  // namespace

int main() {
    Scheduler sch;
    Story story;
    sch.run(round_robin(sch, story));
    story.check("tasks take turns in the order of creation", "M 0 1 2 0 1 2 0 1 2 main");
    sch.run(expired_timers(sch, story));
    story.check("expired timers join behind all that the turn made ready",
                "new main early late new");
    sch.run(equal_due(sch, story));
    story.check("timers of equal due run in the order of arming", "B D main A C E");
    sch.run(nothing_to_sleep(sch, story));
    story.check("a sleep of nothing is a yield", "a main a main a");
    sch.run(beside_busy_tasks(sch));
    perth::test::finish();
}
