// The acceptance case BK-5: two lights by threads, under the race detector and in real time.
#include <algorithm>

#include "perth/core/thread.hpp"
#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class BK_5 : public RuntimeTest {
protected:
    BK_5() { host::board().restart(host::Pace::wall_clock); }
    ~BK_5() override { host::board().restart(); }

    static long toggles(int pad) {
        const auto& changes = host::board().pin_changes();
        return std::count_if(changes.begin(), changes.end(),
                             [pad](const host::PinChange& each) { return each.pad == pad; }) -
               1;  // the level at first
    }

    Scheduler sch;
};

template <typename Light>
void toggle(Light& light) {
    while (!this_thread::stop_requested()) {
        light.toggle();
        this_thread::sleep_for(150ms);
    }
}

TEST_F(BK_5, EachThreadTogglesItsLightForThreeSeconds) {
    using Left = hal::Output<pad::P1>;
    using Right = hal::Output<pad::P2>;
    Left left;
    Right right;
    Thread<> first;
    Thread<> second;
    first.start(toggle<Left>, left);
    second.start(toggle<Right>, right);
    int lines = 0;
    const auto main = [](Scheduler&, int& printed) -> Task<> {
        for (; printed < 3; ++printed) {
            co_await sleep(1s);
            println("{} s", printed + 1);
        }
    };
    sch.run(main(sch, lines));
    first.request_stop();
    second.request_stop();
    first.join();
    second.join();
    EXPECT_FALSE(first.running());
    EXPECT_FALSE(second.running());
    EXPECT_NEAR(static_cast<double>(toggles(1)), 20, 3);
    EXPECT_NEAR(static_cast<double>(toggles(2)), 20, 3);
    EXPECT_THAT(host::board().console(), testing::EndsWith("1 s\n2 s\n3 s\n"));
}

using VirtualThreads = RuntimeTest;

// What tests/runtime/core/thread_test.cpp shows, a thousand times under the race detector.
TEST_F(VirtualThreads, AndTasksTakeTheClockTogether) {
    using Left = hal::Output<pad::P1>;
    Left left;
    const auto tick = [](Scheduler&) -> Task<int> {
        int ticks = 0;
        for (; ticks < 1000; ++ticks) co_await sleep(70ms);
        co_return ticks;
    };
    Thread<> first;
    Thread<> second;
    first.start(toggle<Left>, left);
    second.start([] {
        while (!this_thread::stop_requested()) this_thread::sleep_for(110ms);
    });
    Scheduler sch;
    EXPECT_EQ(sch.run(tick(sch)), 1000);
    EXPECT_EQ(Clock::now(), Time(70s));
    first.request_stop();
    second.request_stop();
    first.join();
    EXPECT_GE(host::board().pin_changes().size(), 70'000U / 150);
}

}  // namespace
}  // namespace perth
