#include "perth/core/frame_pool.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "tests/runtime/runtime_test.hpp"

namespace perth::detail {
namespace {

class FramePoolTest : public RuntimeTest {
protected:
    ~FramePoolTest() override { host::board().set_task_memory(std::size_t{1} << 20); }
};

TEST_F(FramePoolTest, AMillionMixedRoundsDoNotGrow) {
    std::mt19937 random(1);
    std::vector<FrameHeader*> blocks(64);
    std::size_t least_untouched = frame_pool.untouched();
    for (int round = 0; round < 1'000'000; ++round) {
        FrameHeader*& block = blocks[random() % blocks.size()];
        if (block != nullptr) {
            frame_pool.free(*block);
            block = nullptr;
        } else {
            block = frame_pool.allocate(24 + random() % 8 * 16, random() % 2 * 8);
            ASSERT_NE(block, nullptr);
        }
        if (round == 100'000) least_untouched = frame_pool.untouched();
        if (round > 100'000) ASSERT_GE(frame_pool.untouched() + 16 * 1024, least_untouched);
    }
    for (FrameHeader* const block : blocks) {
        if (block != nullptr) frame_pool.free(*block);
    }
}

TEST_F(FramePoolTest, ABlockOfTheSameSizeIsUsedAgain) {
    FrameHeader* const first = frame_pool.allocate(48, 0);
    FrameHeader* const second = frame_pool.allocate(96, 0);
    FrameHeader* const last = frame_pool.allocate(48, 0);
    frame_pool.free(*first);
    frame_pool.free(*second);
    EXPECT_EQ(frame_pool.allocate(96, 0), second);
    EXPECT_EQ(frame_pool.allocate(48, 0), first);
    for (FrameHeader* const block : {last, second, first}) frame_pool.free(*block);
}

TEST_F(FramePoolTest, TheTopmostBlockGoesBackToTheUntouchedPart) {
    const std::size_t before = frame_pool.untouched();
    FrameHeader* const block = frame_pool.allocate(1000, 0);
    EXPECT_LE(frame_pool.untouched(), before - 1000);
    frame_pool.free(*block);
    EXPECT_EQ(frame_pool.untouched(), before);
}

Task<> idle_task(Scheduler&) { co_await sleep(1s); }

TEST_F(FramePoolTest, WhenItIsFullTryCreateTaskSaysSo) {
    Scheduler sch;
    host::board().set_task_memory(512);
    int started = 0;
    for (;; ++started) {
        const auto task = sch.try_create_task(idle_task);
        if (task.has_value()) continue;
        EXPECT_EQ(task.error(), Errc::no_memory);
        break;
    }
    EXPECT_GT(started, 2);
}

TEST_F(FramePoolTest, WhenItIsFullCreateTaskPanicsWithBytesAskedAndLeft) {
    Scheduler sch;
    host::board().set_task_memory(64);
    EXPECT_EXIT(sch(idle_task), testing::ExitedWithCode(1),
                "@perth panic out of task memory: [1-9][0-9]+ 64\n");
}

TEST_F(FramePoolTest, WhenItIsFullAChildPanicsToo) {
    const auto main = [](Scheduler& scheduler) -> Task<> {
        host::board().set_task_memory(detail::frame_pool.used());
        co_await idle_task(scheduler);
    };
    Scheduler sch;
    EXPECT_EXIT(sch.run(main(sch)), testing::ExitedWithCode(1),
                "@perth panic out of task memory: [1-9][0-9]+ 0\n");
}

}  // namespace
}  // namespace perth::detail
