// The acceptance cases RBQ.
#include "perth/sync/ring_queue.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class RingQueueTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using RBQ_1 = RingQueueTest;
using RBQ_2 = RingQueueTest;
using RBQ_3 = RingQueueTest;
using RBQ_4 = RingQueueTest;

using Nine = RingQueue<int, 9>;

TEST_F(RBQ_1, OverwritingLosesTheOldest) {
    Nine queue;
    for (int i = 1; i <= 3; ++i) EXPECT_TRUE(queue.try_put(i));
    int lost = 0;
    for (int i = 4; i <= 14; ++i) lost += queue.push_overwrite(i) ? 1 : 0;
    EXPECT_EQ(lost, 5);
    EXPECT_EQ(queue.try_put(15).error(), Errc::queue_full);
    std::vector<int> content;
    while (!queue.empty()) content.push_back(queue.try_get().value());
    EXPECT_THAT(content, ElementsAre(6, 7, 8, 9, 10, 11, 12, 13, 14));
}

TEST_F(RBQ_2, GetAndPeekSayEmpty) {
    Nine queue;
    EXPECT_EQ(queue.try_get().error(), Errc::queue_empty);
    EXPECT_EQ(queue.peek().error(), Errc::queue_empty);
    EXPECT_TRUE(queue.try_put(1));
    EXPECT_EQ(queue.peek().value(), 1);
    EXPECT_EQ(queue.size(), 1U);
}

TEST_F(RBQ_3, AWriterWithoutPauseIsHeldBackByTheReader) {
    Nine queue;
    const auto writer = [](Scheduler&, Trace& story, Nine& shared) -> Task<> {
        for (int i = 0; i < 15; ++i) {
            (void)co_await shared.put(i);
            story(fmt::format("+{}", i));
        }
    };
    Trace written;
    const auto main = [](Trace& story, Nine& shared) -> Task<> {
        for (int i = 0; i < 15; ++i) {
            const Result<int> item = co_await shared.get();
            story(fmt::format("{}", item.value()));
            co_await sleep(100ms);
        }
    };
    sch(writer, written, queue);
    sch.run(main(trace, queue));
    EXPECT_EQ(written.text(),
              "+0@0 +1@0 +2@0 +3@0 +4@0 +5@0 +6@0 +7@0 +8@0 +9@0 +10@100 +11@200 +12@300 +13@400 "
              "+14@500");
    EXPECT_EQ(trace.text(),
              "0@0 1@100 2@200 3@300 4@400 5@500 6@600 7@700 8@800 9@900 10@1000 11@1100 12@1200 "
              "13@1300 14@1400");
}

TEST_F(RBQ_4, TwoConsumersThatYieldShareTheItems) {
    RingQueue<int, 10> queue;
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(queue.try_put(i));
    int taken[2] = {};
    const auto consumer = [](Scheduler&, RingQueue<int, 10>& shared, int& count) -> Task<> {
        for (;;) {
            (void)co_await shared.get();
            ++count;
            co_await yield();
        }
    };
    {
        Scheduler scheduler;
        scheduler(consumer, queue, taken[0]);
        scheduler(consumer, queue, taken[1]);
        const auto main = []() -> Task<> { co_await sleep(1ms); };
        scheduler.run(main());
    }
    EXPECT_THAT(taken, ElementsAre(5, 5));
}

TEST_F(RingQueueTest, OverwritingRespectsRoomThatIsReserved) {
    RingQueue<int, 2> queue;
    const auto putter = [](Scheduler&, RingQueue<int, 2>& shared, int item) -> Task<> {
        EXPECT_TRUE(co_await shared.put(item));
    };
    const auto main = [](Scheduler& scheduler, RingQueue<int, 2>& shared, auto put) -> Task<> {
        EXPECT_TRUE(shared.try_put(1));
        EXPECT_TRUE(shared.try_put(2));
        scheduler(put, shared, 3);
        scheduler(put, shared, 4);
        co_await yield();
        EXPECT_EQ(shared.try_get().value(), 1);   // room for 3
        EXPECT_TRUE(shared.push_overwrite(10));   // instead of 2
        EXPECT_EQ(shared.try_get().value(), 10);  // room for 4
        EXPECT_TRUE(shared.push_overwrite(11)) << "no room and nothing to drop: itself";
        co_await yield();
        EXPECT_EQ(shared.try_get().value(), 3);
        EXPECT_EQ(shared.try_get().value(), 4);
        EXPECT_EQ(shared.size(), 0U);
        shared.close();
        EXPECT_TRUE(shared.push_overwrite(12));
    };
    sch.run(main(sch, queue, putter));
}

TEST_F(RingQueueTest, AnOverwrittenItemNeedNotBeWorkedOn) {
    RingQueue<int, 1> queue;
    const auto main = [](RingQueue<int, 1>& shared) -> Task<> {
        EXPECT_FALSE(shared.push_overwrite(1));
        EXPECT_TRUE(shared.push_overwrite(2));
        EXPECT_EQ(shared.try_get().value(), 2);
        shared.task_done();
        co_await shared.join();
    };
    sch.run(main(queue));
}

namespace example {
perth::RingQueue<int, 8> readings;
unsigned lost = 0;

perth::Task<> sample(perth::Scheduler&) {
    for (int i = 0; i < 10; ++i) lost += readings.push_overwrite(i);
    co_return;
}
}  // namespace example

TEST_F(RingQueueTest, Example) {
    sch.run(example::sample(sch));
    EXPECT_EQ(example::lost, 2U);
    EXPECT_EQ(example::readings.peek().value(), 2);
}

}  // namespace
}  // namespace perth
