// The acceptance case LCH-1.
#include "perth/sync/launch.hpp"

#include "perth/io/print.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class LaunchTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using LCH_1 = LaunchTest;

Task<int> tell(Scheduler&, Trace& trace, int number) {
    trace("coroutine");
    co_return number;
}

TEST_F(LCH_1, AFunctionGivesItsValueAndACoroutineItsHandle) {
    const auto main = [](Trace& story) -> Task<> {
        const int value = launch([](int number) { return number + 1; }, 41);
        EXPECT_EQ(value, 42);
        const TaskHandle<int> handle = launch(tell, story, 7);
        story("launched");
        const Result<int> result = co_await handle;
        EXPECT_EQ(result.value(), 7);
        launch([&story] { story("nothing returned"); });
        int target = 0;
        launch([&target]() -> int& { return target; }) = 3;
        EXPECT_EQ(target, 3);
    };
    sch.run(main(trace));
    EXPECT_EQ(trace.text(), "launched@0 coroutine@0 nothing returned@0");
}

TEST_F(LCH_1, AFunctionMayTakeTheScheduler) {
    const auto main = [](Scheduler& scheduler) -> Task<> {
        Scheduler* const given = launch([](Scheduler& running) { return &running; });
        EXPECT_EQ(given, &scheduler);
        co_return;
    };
    sch.run(main(sch));
}

namespace example {
int twice(int number) { return 2 * number; }
perth::Task<int> slowly(perth::Scheduler&, int number) {
    co_await perth::sleep(1s);
    co_return number;
}

perth::Task<> main(perth::Scheduler&) {
    const int now = perth::launch(twice, 21);
    const perth::TaskHandle<int> later = perth::launch(slowly, now);
    const perth::Result<int> number = co_await later;
    perth::println("{} {}", now, number.value());
}
}  // namespace example

TEST_F(LaunchTest, Example) {
    sch.run(example::main(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("42 42\n"));
}

}  // namespace
}  // namespace perth
