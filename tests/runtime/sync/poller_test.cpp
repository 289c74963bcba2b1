// The example of Poller; the acceptance cases UPO are in core/threads_test.cpp.
#include "perth/sync/poller.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using PollerTest = RuntimeTest;

perth::Task<> watch_tilt(perth::Scheduler&, const int& tilt) {
    perth::Poller tilted(
        [&tilt]() -> std::optional<std::int32_t> {
            if (tilt < 10) return {};
            return tilt;
        },
        2s);
    const perth::Wake wake = co_await tilted;
    if (wake.cause == perth::Cause::poll) perth::println("tilted by {}", wake.value);
}

TEST_F(PollerTest, Example) {
    int tilt = 0;
    host::board().at(100ms, [&tilt] { tilt = 12; });
    Scheduler sch;
    sch.run(watch_tilt(sch, tilt));
    EXPECT_EQ(Clock::now().time_since_epoch(), 100ms);
    EXPECT_THAT(host::board().console(), testing::EndsWith("tilted by 12\n"));
}

}  // namespace
}  // namespace perth
