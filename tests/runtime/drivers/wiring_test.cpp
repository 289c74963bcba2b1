#include "perth/drivers/wiring.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using WiringTest = RuntimeTest;

template <perth::hal::Pad P>
perth::Task<> watch_stop(perth::Scheduler&) {
    const perth::ContactInput<P, {.normally_open = false}> stop;
    while (!stop.is_on()) co_await perth::sleep(20ms);
    perth::println("stop");
}

TEST_F(WiringTest, Example) {
    Scheduler sch;
    host::board().drive(3, false);  // a closed contact to ground: at rest
    host::board().at(50ms, [] { host::board().drive(3, true); });
    sch.run(watch_stop<pad::P3>(sch));
    EXPECT_EQ(Clock::now(), Time(60ms));
    EXPECT_TRUE(host::board().console().ends_with("stop\n"));
}

}  // namespace
}  // namespace perth
