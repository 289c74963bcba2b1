#include "perth/drivers/action.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class ActionTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

TEST_F(ActionTest, MadeOfNothingItCallsNobody) {
    const Action<int> nothing{};
    EXPECT_FALSE(nothing);
    nothing(1);
}

TEST_F(ActionTest, KeepsTwoPointersOfCaptures) {
    int sum = 0;
    const Action<int> add = [&sum, factor = 2L](int number) {
        sum += static_cast<int>(factor) * number;
    };
    EXPECT_TRUE(add);
    add(20);
    add(1);
    EXPECT_EQ(sum, 42);
}

TEST_F(ActionTest, MayReplaceItself) {
    Action<> action;
    action = [this, &action] {
        action = [this] { trace("second"); };
        trace("first");
    };
    action();
    action();
    EXPECT_EQ(trace.text(), "first@0 second@0");
}

TEST_F(ActionTest, AFunctionMayTakeTheScheduler) {
    const auto play = [](Scheduler& scheduler, Trace* story) -> Task<> {
        const Action<int> action = [story, &scheduler](Scheduler& running, int number) {
            (*story)(fmt::format("{} {}", number, &running == &scheduler));
        };
        action(7);
        co_return;
    };
    sch.run(play(sch, &trace));
    EXPECT_EQ(trace.text(), "7 true@0");
}

TEST_F(ActionTest, ACoroutineTakesItsArgumentsWithIt) {
    const auto main = [](Scheduler&) -> Task<> {
        {
            const Action<int, int> action = +[](Scheduler&, int wait, int number) -> Task<> {
                co_await sleep(wait * 1ms);
                println("{}", number);
            };
            action(2, 5);
            action(1, 7);
        }
        co_await sleep(3ms);
    };
    sch.run(main(sch));
    EXPECT_TRUE(host::board().console().ends_with("7\n5\n")) << host::board().console();
}

perth::Task<> report(perth::Scheduler&, int step) {
    co_await perth::sleep(1s);
    perth::println("it was {}", step);
}

void tell(bool later) {
    perth::Action<int> action = [](int step) { perth::println("{}", step); };
    if (later) action = report;
    action(-1);
}

TEST_F(ActionTest, Example) {
    const auto main = []() -> Task<> {
        tell(false);
        tell(true);
        co_await sleep(2s);
    };
    sch.run(main());
    EXPECT_TRUE(host::board().console().ends_with("-1\nit was -1\n")) << host::board().console();
}

}  // namespace
}  // namespace perth
