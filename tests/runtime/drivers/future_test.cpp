// The acceptance case UBT-4.
#include "perth/drivers/future.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class FutureTest : public RuntimeTest {
protected:
    static Task<> sleep_until_ms(int ms) { co_await sleep_until(Time(ms * 1ms)); }

    Trace trace;
    Scheduler sch;
};

using UBT_4 = FutureTest;

TEST_F(UBT_4, CallsAFunctionLater) {
    const auto call = [this](const std::string& name) { trace(name); };
    EXPECT_TRUE(future(sch, 3s, call, std::string("f")));
    sch.run(sleep_until_ms(4000));
    EXPECT_EQ(trace.text(), "f@3000");
}

TEST_F(UBT_4, NotNowAndNotInThePast) {
    EXPECT_EQ(future(sch, 0s, [] {}).error(), Errc::invalid_argument);
    EXPECT_EQ(future(sch, -1s, [] {}).error(), Errc::invalid_argument);
}

TEST_F(UBT_4, StartsACoroutineLater) {
    const auto thread = [](Scheduler&, Trace* story, int number) -> Task<> {
        (*story)(fmt::format("begins {}", number));
        co_await sleep(500ms);
        (*story)("ends");
    };
    EXPECT_TRUE(future(sch, 3s, thread, &trace, 7));
    sch.run(sleep_until_ms(4000));
    EXPECT_EQ(trace.text(), "begins 7@3000 ends@3500");
}

TEST_F(FutureTest, TheTimeCountsFromTheCall) {
    EXPECT_TRUE(future(sch, 3s, [this] { trace("f"); }));
    busy_wait(1s);  // before its task had a turn
    sch.run(sleep_until_ms(4000));
    EXPECT_EQ(trace.text(), "f@3000");
}

TEST_F(FutureTest, IsCalledOffByCancelling) {
    const auto later = future(sch, 3s, [this] { trace("f"); });
    ASSERT_TRUE(later);
    sch.run(sleep_until_ms(1000));
    EXPECT_EQ(later->cancel(), Cancelled::yes);
    sch.run(sleep_until_ms(4000));
    EXPECT_EQ(trace.text(), "");
}

TEST_F(FutureTest, WithoutTaskMemoryItSaysSo) {
    host::board().set_task_memory(64);
    detail::frame_pool = detail::FramePool();
    EXPECT_EQ(future(sch, 3s, [] {}).error(), Errc::no_memory);
    host::board().set_task_memory(std::size_t{1} << 20);
}

perth::Task<> blow(perth::Scheduler&, int candles) {
    perth::println("{} candles", candles);
    co_await perth::sleep(1s);
}

void celebrate(perth::Scheduler& sch) {
    (void)perth::future(sch, 3s, [] { perth::println("surprise"); });
    (void)perth::future(sch, 4s, blow, 12);
}

TEST_F(FutureTest, Example) {
    celebrate(sch);
    sch.run(sleep_until_ms(6000));
    EXPECT_TRUE(host::board().console().ends_with("surprise\n12 candles\n"));
}

}  // namespace
}  // namespace perth
