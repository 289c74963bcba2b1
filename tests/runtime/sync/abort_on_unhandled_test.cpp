// The acceptance case LCH-2.
#include "perth/sync/abort_on_unhandled.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class AbortOnUnhandledTest : public RuntimeTest {
protected:
    static Task<Result<void>> fail(Scheduler&) {
        co_await sleep(10ms);
        co_return Errc::crc;
    }
    static Task<> sleep_and_tell(Trace& trace) {
        co_await sleep(20ms);
        trace("goes on");
    }

    Trace trace;
    Scheduler sch;
};

using LCH_2 = AbortOnUnhandledTest;

namespace example {
void setup(perth::Scheduler& sch) { perth::abort_on_unhandled(sch); }
}  // namespace example

TEST_F(LCH_2, ADetachedTaskThatFailsEndsTheProgramWithItsError) {
    const auto run = [this] {
        example::setup(sch);
        host::board().restart();
        sch(fail);
        sch.run(sleep_and_tell(trace));
    };
    EXPECT_EXIT(run(), testing::ExitedWithCode(1),
                "@perth panic a task failed and nobody awaited it: 1 18");
}

TEST_F(LCH_2, WithoutItTheProgramGoesOn) {
    sch(fail);
    sch.run(sleep_and_tell(trace));
    EXPECT_EQ(trace.text(), "goes on@20");
    EXPECT_THAT(host::board().console(), testing::HasSubstr("@perth unretrieved task 1 "));
    EXPECT_THAT(host::board().console(), testing::EndsWith(": crc\n"));
}

}  // namespace
}  // namespace perth
