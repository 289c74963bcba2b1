// The acceptance cases MON: what goes over the monitor's line, and when.
#include "perth/diag/mon.hpp"

#include <sim.hpp>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using mon::Ident;
using testing::StartsWith;

constexpr auto byte_time = 10us;  // at 1 000 000 baud

class MonTest : public RuntimeTest {
protected:
    MonTest() {
        peer.on_byte([this](std::uint8_t byte) {
            bytes.emplace_back(now() - byte_time, static_cast<char>(byte));
        });
    }

    static Duration now() { return Clock::now().time_since_epoch(); }
    void begin() { ASSERT_TRUE(monitor.begin(line)); }
    /// Lets all that was sent arrive; times count from here on.
    void start_of_time() {
        busy_wait(1ms);
        origin = now();
    }
    /// Returns the bytes that have come, each with the time when its first bit did, in ms.
    [[nodiscard]] std::string heard() {
        busy_wait(1ms);
        std::vector<std::string> words;
        for (const auto& [time, byte] : bytes) {
            const std::chrono::duration<double, std::milli> ms = time - origin;
            words.push_back(fmt::format("{}@{}", byte, ms.count()));
        }
        return fmt::format("{}", fmt::join(words, " "));
    }
    /// Returns them without the times.
    [[nodiscard]] std::string letters() {
        busy_wait(1ms);
        return peer.received();
    }

    hal::Uart<uart::U1> line;
    sim::UartPeer peer{1};
    Duration origin{};
    std::vector<std::pair<Duration, char>> bytes;
    mon::Monitor monitor;
    Scheduler sch;
};

using MON_1 = MonTest;
using MON_2 = MonTest;
using MON_4 = MonTest;
using MON_5 = MonTest;

Task<> sleep_for(Duration duration) { co_await sleep(duration); }

/// Starts five a tenth of a second apart, and cancels the newest first.
Task<> five_at_a_time(Scheduler& scheduler, Ident ident) {
    std::vector<TaskHandle<>> tasks;
    for (int i = 0; i < 5; ++i) {
        co_await sleep(100ms);
        tasks.push_back(scheduler(mon::watch(ident, sleep_for(1h))));
    }
    for (; !tasks.empty(); tasks.pop_back()) {
        co_await sleep(100ms);
        EXPECT_EQ(tasks.back().cancel(), Cancelled::yes);
    }
}

TEST_F(MON_1, SaysWhatRunsAndHowOften) {
    begin();
    mon::Trigger(*monitor.claim(4)).pulse();
    start_of_time();
    const auto main = [](Scheduler& scheduler, Ident ident) -> Task<> {
        const auto ended = co_await with_timeout(100ms, mon::watch(ident, sleep_for(1h)));
        EXPECT_EQ(ended.error(), Errc::timeout);
        co_await five_at_a_time(scheduler, ident);
    };
    sch.run(main(sch, *monitor.claim(1, 3)));
    EXPECT_EQ(heard(),
              "z@-1.02 D@-1.01 d@-1 "  // behind 'z', which is on the wire for 10 of the 20 µs
              "A@0 a@100 A@200 B@300 C@400 C@500 C@600 c@700 c@800 c@900 b@1000 a@1100");
    EXPECT_THAT(
        host::board().console(),
        testing::EndsWith("Monitor ident: 01 instances: 4.\nMonitor ident: 01 instances: 5.\n"));
}

TEST_F(MON_1, ATriggerIsActiveFor20Microseconds) {
    begin();
    mon::Trigger trigger(*monitor.claim(4));
    start_of_time();
    trigger.pulse();
    trigger.set(true);
    busy_wait(1ms);
    trigger.set(false);
    EXPECT_THAT(heard(), testing::EndsWith(" D@0 d@0.02 D@0.03 d@1.02"));
}

TEST_F(MON_1, MoreInstancesThanAnIdentHasAreNotToldIfItIsQuiet) {
    begin();
    sch.run(five_at_a_time(sch, *monitor.claim(1, 3, mon::Monitor::Excess::quiet)));
    EXPECT_EQ(letters(), "zABCCCcccba");
    EXPECT_EQ(host::board().console(), "");
}

TEST_F(MON_1, AnInstanceThatEndsLeavesItsIdentToTheNext) {
    begin();
    const Ident ident = *monitor.claim(1, 3);
    {
        const mon::Scope first(ident);
        {
            const mon::Scope second(ident);
        }
        const mon::Scope third(ident);
    }
    EXPECT_EQ(letters(), "zABbBba");
}

TEST_F(MON_2, TheEndIsToldHoweverItComes) {
    begin();
    const auto failing = []() -> Task<Result<int>> {
        co_await sleep(10ms);
        co_return Errc::crc;
    };
    const auto main = [](Scheduler& scheduler, Ident ident, auto fail) -> Task<> {
        const Result<int> failed = co_await mon::watch(ident, fail());
        EXPECT_EQ(failed.error(), Errc::crc);
        const TaskHandle<> cancelled = scheduler(mon::watch(ident, sleep_for(1h)));
        co_await sleep(10ms);
        (void)cancelled.cancel();
        co_await sleep(10ms);
        co_await mon::watch(ident, sleep_for(10ms));
    };
    start_of_time();
    sch.run(main(sch, *monitor.claim(2), failing));
    EXPECT_EQ(heard(), "z@-1 B@0 b@10 B@10.01 b@20 B@30 b@40");
}

TEST_F(MON_2, TheEndIsToldBehindThatOfWhatTheTaskOwns) {
    begin();
    const auto inner = [](mon::Ident ident) -> Task<> {
        const mon::Scope scope(ident);
        co_await sleep(1h);
    };
    const auto main = [](Scheduler& scheduler, Ident outer, Task<> task) -> Task<> {
        const TaskHandle<> watched = scheduler(mon::watch(outer, std::move(task)));
        co_await sleep(10ms);
        (void)watched.cancel();
    };
    sch.run(main(sch, *monitor.claim(1), inner(*monitor.claim(2))));
    EXPECT_EQ(letters(), "zABba");
}

TEST_F(MON_4, IdentsAreInRangeAndTakenOnce) {
    begin();
    EXPECT_EQ(monitor.claim(22).error(), Errc::out_of_range);
    EXPECT_EQ(monitor.claim(21, 2).error(), Errc::out_of_range);
    EXPECT_EQ(monitor.claim(0, 0).error(), Errc::out_of_range);
    EXPECT_EQ(monitor.claim(0, 23).error(), Errc::out_of_range);
    EXPECT_EQ(monitor.claim(1, ~0U).error(), Errc::out_of_range);
    EXPECT_EQ(monitor.claim(21)->number(), 21U);
    EXPECT_EQ(monitor.claim(21).error(), Errc::duplicate);
    EXPECT_TRUE(monitor.claim(5, 3));
    EXPECT_EQ(monitor.claim(7).error(), Errc::duplicate);
    EXPECT_EQ(monitor.claim(3, 3).error(), Errc::duplicate);
    EXPECT_TRUE(monitor.claim(8));
    EXPECT_EQ(letters(), "z");
}

TEST_F(MON_4, AMonitorThatWasNotBegunPanics) {
    EXPECT_EXIT((void)monitor.claim(3), testing::ExitedWithCode(1),
                "@perth panic a monitor's ident claimed before begin\\(\\): 3 0");
}

TEST_F(MON_4, ALineThatIsNotAsFastIsAnError) {
    EXPECT_EQ(monitor.begin(line, 20'000'000).error(), Errc::out_of_range);
}

TEST_F(MON_4, IdentsByTheReceiversPins) {
    EXPECT_EQ(mon::gp(3), 0U);
    EXPECT_EQ(mon::gp(22), 19U);
    EXPECT_EQ(mon::gp(26), 20U);
    EXPECT_EQ(mon::gp(27), 21U);
    for (const unsigned none : {0U, 1U, 2U, 23U, 24U, 25U, 28U}) {
        EXPECT_EQ(mon::gp(none), mon::ident_count) << none;
    }
    // "Pico pinout": each GPIO's pin, from GPIO3 on.
    constexpr unsigned pins[] = {5,  6,  7,  9,  10, 11, 12, 14, 15, 16, 17,
                                 19, 20, 21, 22, 24, 25, 26, 27, 29, 31, 32};
    for (unsigned ident = 0; ident < mon::ident_count; ++ident) {
        EXPECT_EQ(mon::pico(pins[ident]), ident);
    }
    for (const unsigned none : {0U, 1U, 3U, 4U, 8U, 13U, 18U, 23U, 28U, 30U, 33U, 34U, 40U, 41U}) {
        EXPECT_EQ(mon::pico(none), mon::ident_count) << none;
    }
}

TEST_F(MON_5, HogDetectionSendsAByteATurn) {
    begin();
    const auto busy = [](Scheduler&) -> Task<> {
        for (;;) {
            busy_wait(90us);
            co_await yield();
        }
    };
    start_of_time();
    sch(mon::hog_detect, monitor);
    sch(busy);
    sch.run(sleep_for(500us));
    EXPECT_THAT(heard(), StartsWith("z@-1 @@0 `@0.1 @@0.2 `@0.3 @@0.4 "));
}

TEST_F(MON_5, HogDetectionNeedsIdent0) {
    begin();
    EXPECT_TRUE(monitor.claim(0));
    const Result<void> ended = sch.run(mon::hog_detect(sch, monitor));
    EXPECT_EQ(ended.error(), Errc::duplicate);
    EXPECT_EQ(letters(), "z");
}

TEST_F(MonTest, InterruptsSendBetweenTheBytesOfTasks) {
    begin();
    mon::Trigger trigger(*monitor.claim(1));
    const Ident scoped = *monitor.claim(2);
    for (const auto time : {1ms, 2ms}) {
        host::board().at(time, [&] {
            const mon::Scope scope(scoped);
            trigger.pulse();
        });
    }
    const auto main = [](Ident ident) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            const mon::Scope scope(ident);
            busy_wait(1ms);
            co_await yield();
        }
    };
    sch.run(main(*monitor.claim(3)));
    // The interrupt comes before what the task does at the same time.
    EXPECT_EQ(letters(), "zCBAabcCBAabcCc");
}

TEST_F(MonTest, ATaskWaitsForRoomAndAnInterruptCountsWhatIsLost) {
    begin();
    mon::Trigger trigger(*monitor.claim(1));
    for (int i = 0; i < 200; ++i) trigger.set(true);  // the queue has room for 128
    EXPECT_EQ(monitor.lost(), 0U);
    host::board().at(now() + 1us, [&] {
        for (int i = 0; i < 3; ++i) trigger.set(false);
    });
    busy_wait(1us);
    EXPECT_GE(monitor.lost(), 2U);  // one may find the room of the byte that has gone meanwhile
    const std::uint32_t lost = monitor.lost();
    busy_wait(2ms);
    EXPECT_EQ(letters().size() + lost, 1U + 200 + 3);
}

TEST_F(MonTest, ATaskDoesNotWaitForEverWhereNothingIsSent) {
    begin();
    line.end();
    mon::Trigger(*monitor.claim(1)).set(true);
    EXPECT_EQ(monitor.lost(), 1U);
    EXPECT_EQ(now(), 20us);
}

namespace example {

struct Program {  // the objects are the program's, so that the test ends them
    perth::hal::Uart<perth::uart::U0> line;
    perth::mon::Monitor monitor;

    static perth::Task<> measure(perth::Scheduler&, perth::mon::Ident ident) {
        const perth::mon::Scope scope(ident);  // 'A' now, 'a' when this task ends
        co_await perth::sleep(10ms);
    }
    void perth_main(perth::Scheduler& sch) {
        if (!monitor.begin(line)) return;  // 'z'
        sch(measure, *monitor.claim(1));
    }
};

Task<> read() { co_await sleep(1s); }

perth::Task<> poll(perth::Scheduler&, perth::mon::Ident ident) {
    (void)co_await perth::with_timeout(100ms, perth::mon::watch(ident, read()));
}

}  // namespace example

TEST_F(MonTest, Examples) {
    const sim::UartPeer heard(0);
    example::Program program;
    program.perth_main(sch);
    sch(example::poll, *program.monitor.claim(2));
    sch.run(sleep_for(1s));
    EXPECT_EQ(heard.received(), "zABab");
}

}  // namespace
}  // namespace perth
