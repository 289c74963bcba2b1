// The acceptance case SML-1.
#include "perth/drivers/async_pin.hpp"

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class AsyncPinTest : public RuntimeTest {
protected:
    static void drive(Duration time, bool level) {
        host::board().at(time, [level] { host::board().drive(6, level); });
    }

    Trace trace;
    Scheduler sch;
    hal::Input<pad::P6> input;
};

using SML_1 = AsyncPinTest;

TEST_F(SML_1, AnEdgeWhileNobodyWaitsIsKept) {
    drive(20ms, true);
    drive(35ms, false);
    AsyncPin pin(input);
    const auto main = [](Trace& story, auto& edges) -> Task<> {
        EXPECT_TRUE(co_await edges.wait_edge());
        story("edge");
        co_await sleep_until(Time(50ms));
        EXPECT_TRUE(edges.has_edge());
        EXPECT_TRUE(edges.has_edge());  // asking takes nothing
        EXPECT_TRUE(co_await edges.wait_edge());
        story("edge");
        EXPECT_FALSE(edges.has_edge());
    };
    sch.run(main(trace, pin));
    EXPECT_EQ(trace.text(), "edge@20 edge@50");
}

TEST_F(AsyncPinTest, OneDirectionAlone) {
    drive(20ms, true);
    drive(35ms, false);
    AsyncPin pin(input, hal::Edge::falling);
    const auto main = [](Trace& story, auto& edges) -> Task<> {
        (void)co_await edges.wait_edge();
        story("edge");
    };
    sch.run(main(trace, pin));
    EXPECT_EQ(trace.text(), "edge@35");
}

TEST_F(AsyncPinTest, ItsEndIsTheEndOfTheInterrupts) {
    {
        AsyncPin pin(input);
    }
    host::board().drive(6, true);
    EXPECT_TRUE(input.is_on());
}

namespace board {
using Drop = hal::Input<pad::P7>;
}  // namespace board

perth::Task<> count_drops(perth::Scheduler&) {
    board::Drop pin;
    perth::AsyncPin drop(pin, perth::hal::Edge::falling);
    for (int drops = 1; drops <= 3; ++drops) {
        (void)co_await drop.wait_edge();
        perth::println("{}", drops);
    }
}

TEST_F(AsyncPinTest, Example) {
    for (int i = 1; i <= 6; ++i) {
        host::board().at(i * 1ms, [i] { host::board().drive(7, i % 2 != 0); });
    }
    sch.run(count_drops(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("1\n2\n3\n"));
}

}  // namespace
}  // namespace perth
