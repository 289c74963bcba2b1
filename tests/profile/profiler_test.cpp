#include "perth/diag/profiler.hpp"

#include <algorithm>
#include <host.hpp>

#include "perth/perth.hpp"

namespace perth {
namespace {

using detail::ProfileEntry;
using namespace std::chrono_literals;

/// A program in virtual time. Functions are told apart by their order in the table.
class Profiled : public testing::Test {
protected:
    Profiled() {
        host::board().restart();
        host::board().capture_console();
        Profiler::reset();
        Profiler::inject();
    }
    void run_until(Duration time) {
        sch.run([](Duration until) -> Task<> { co_await sleep_until(Time(until)); }(time));
    }
    /// What the program prints, without names: they are addresses.
    static std::string printed(void (*print)() noexcept) {
        const std::size_t before = host::board().console().size();
        print();
        std::string text = host::board().console().substr(before);
        if (text.starts_with("--")) text.erase(0, text.find('\n') + 1);
        return text;
    }
    static std::vector<ProfileEntry> entries() {
        std::vector<ProfileEntry> found;
        for (const ProfileEntry& entry : Profiler::entries()) {
            if (entry.turns != 0) found.push_back(entry);
        }
        return found;
    }

    Scheduler sch;
};

Task<> slow(Scheduler&) {
    for (;;) {
        busy_wait(80ms);
        co_await sleep(20ms);
    }
}

Task<> quicker(Scheduler&) {
    for (;;) {
        busy_wait(1ms);
        co_await sleep(20ms);
    }
}

Task<> reports_at_500(Scheduler&, std::vector<ProfileEntry>& found) {
    co_await sleep(500ms);
    for (const ProfileEntry& entry : Profiler::entries()) {
        if (entry.turns != 0) found.push_back(entry);
    }
    Profiler::report();
    Profiler::json();
}

using PRF_1 = Profiled;
using PRF_2 = Profiled;
using PRF_3 = Profiled;

TEST_F(PRF_1, SlowAndQuickerAreToldApart) {
    std::vector<ProfileEntry> found;
    sch(reports_at_500, found);
    sch(slow);
    sch(quicker);
    run_until(600ms);
    ASSERT_EQ(found.size(), 4U);  // and the one that reports, and the one that ends the run
    const ProfileEntry& first = found[1];
    EXPECT_EQ(first.turns, 5U);
    EXPECT_EQ(first.total_us, 400'000U);
    EXPECT_EQ(first.longest_us, 80'000U);
    const ProfileEntry& second = found[2];
    EXPECT_EQ(second.turns, 5U);
    EXPECT_EQ(second.total_us, 5000U);
    EXPECT_EQ(second.longest_us, 1000U);
    EXPECT_EQ(second.last_turn, first.last_turn + 1);
    std::string text = host::board().console();
    for (const ProfileEntry& entry : found) {
        const auto name = fmt::format("{:08x}", reinterpret_cast<std::uintptr_t>(entry.name));
        for (auto at = text.find(name); at != text.npos; at = text.find(name)) {
            text.replace(at, name.size(), "NAME");
        }
    }
    EXPECT_EQ(text.substr(text.find('\n') + 1),
              "   turns        ms  longest     late     last  task\n"
              "       5       400       80        0       11  NAME\n"
              "       5         5        1       79       12  NAME\n"
              "       1         0        0        0        1  NAME\n"
              "       1         0        0        0        4  NAME\n"
              "{\"NAME\": [5, 400, 80, 11], \"NAME\": [5, 5, 1, 12], \"NAME\": [1, 0, 0, 1], "
              "\"NAME\": [1, 0, 0, 4]}\n");
}

Task<> old_task(Scheduler&) {
    for (;;) co_await sleep(10ms);
}
Task<> new_task(Scheduler&) {
    for (;;) co_await sleep(10ms);
}

TEST_F(PRF_2, OlderTasksCountOnlyAfterInject) {
    sch(old_task);
    run_until(5ms);
    Profiler::enable(sch);
    sch(new_task);
    run_until(100ms);
    const auto enabled = entries();
    ASSERT_EQ(enabled.size(), 2U);  // new_task, and the one that ends the run
    Profiler::inject();
    run_until(200ms);
    const auto injected = entries();
    ASSERT_EQ(injected.size(), 3U);
    EXPECT_EQ(injected[0].name, enabled[0].name);
    EXPECT_EQ(injected[2].turns, 10U);
}

TEST_F(PRF_3, ResetForgets) {
    EXPECT_EQ(printed(Profiler::report), "No timing data\n");
    EXPECT_EQ(printed(Profiler::json), "{}\n");
    sch(slow);
    run_until(100ms);
    EXPECT_EQ(entries().size(), 2U);
    Profiler::reset();
    EXPECT_EQ(entries().size(), 0U);
    EXPECT_EQ(printed(Profiler::report), "No timing data\n");
}

TEST_F(Profiled, TasksOfOneFunctionShareAnEntry) {
    for (int i = 0; i < 3; ++i) sch(quicker);
    run_until(15ms);
    EXPECT_EQ(entries()[0].turns, 3U);
    EXPECT_EQ(entries()[0].total_us, 3000U);
}

Task<> child(Scheduler&) {
    busy_wait(2ms);
    co_await sleep(10ms);
    busy_wait(3ms);
}
Task<> parent(Scheduler& sch) {
    busy_wait(1ms);
    co_await child(sch);
    busy_wait(4ms);
}

TEST_F(Profiled, WhatAChildDoesIsItsTasks) {
    sch(parent);
    run_until(50ms);
    const auto found = entries();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].turns, 2U);
    EXPECT_EQ(found[0].total_us, 10'000U);
    EXPECT_EQ(found[0].longest_us, 7000U);
    EXPECT_EQ(found[0].late_us, 0U);
}

Task<> sleeps_again(Scheduler&) {
    for (;;) co_await sleep(1ms);
}
Task<> hogs(Scheduler&) {
    co_await sleep(2500us);
    busy_wait(7ms);
}
Task<> yields(Scheduler&) {
    for (int i = 0; i < 10; ++i) {
        co_await yield();
        busy_wait(1ms);
    }
}

TEST_F(Profiled, LatenessIsFromTheEndOfASleepToTheTurn) {
    sch(sleeps_again);
    sch(hogs);
    run_until(20ms);
    EXPECT_EQ(entries()[0].late_us, 6500U);
    EXPECT_EQ(entries()[1].late_us, 0U);
    Profiler::reset();
    sch(yields);
    run_until(40ms);
    const auto found = entries();
    const auto yielder = std::find_if(found.begin(), found.end(),
                                      [](const ProfileEntry& entry) { return entry.turns == 11; });
    ASSERT_NE(yielder, found.end());
    EXPECT_EQ(yielder->late_us, 0U);  // who yields is not late
}

template <int N>
Task<> one_of_many(Scheduler&) {
    busy_wait(Duration(N + 1));
    co_await sleep(1h);
}
template <int... N>
void start_all(Scheduler& sch, std::integer_sequence<int, N...>) {
    (sch(one_of_many<N>), ...);
}

TEST_F(Profiled, WhatFindsNoRoomIsOther) {
    start_all(sch, std::make_integer_sequence<int, 20>());
    run_until(10ms);
    const auto found = entries();
    ASSERT_EQ(found.size(), 17U);
    EXPECT_EQ(found.back().name, nullptr);
    EXPECT_EQ(found.back().turns, 6U);  // four of these, and the one that ends the run, twice
    EXPECT_EQ(found.back().total_us, 17U + 18 + 19 + 20);
    EXPECT_NE(
        printed(Profiler::report).find("       6         0        0        0       22  other\n"),
        std::string::npos);
}

TEST_F(Profiled, IdsMayWrap) {
    sch(old_task);
    run_until(1ms);
    Profiler::enable(sch);
    for (int i = 0; i < 33'000; ++i) {
        sch([](Scheduler&) -> Task<> { co_return; });
        if (i % 1000 == 0) run_until(Clock::now().time_since_epoch() + 20us);
    }
    run_until(Clock::now().time_since_epoch() + 50ms);
    bool is_old_there = false;
    for (const ProfileEntry& entry : entries())
        is_old_there |= entry.turns < 100 && entry.turns > 3;
    EXPECT_TRUE(is_old_there);  // and nothing new is missing
    EXPECT_GT(entries()[0].turns, 32'900U);
}

}  // namespace
}  // namespace perth
