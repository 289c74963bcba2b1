// The acceptance cases SPQ (SPQ-3 is in a program of its own, under the race detector).
#include "perth/sync/spsc_queue.hpp"

#include <memory>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SpscQueueTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using SPQ_1 = SpscQueueTest;
using SPQ_2 = SpscQueueTest;

using Two = SpscQueue<int, 2>;

TEST_F(SPQ_1, TryingSaysFullAndEmpty) {
    Two queue;
    for (int round = 0; round < 5; ++round) {  // once round the indices
        EXPECT_TRUE(queue.try_put(1));
        EXPECT_TRUE(queue.try_put(2));
        EXPECT_EQ(queue.try_put(3).error(), Errc::queue_full);
        EXPECT_TRUE(queue.full());
        EXPECT_EQ(queue.size(), 2U);
        EXPECT_EQ(queue.try_get().value(), 1);
        EXPECT_EQ(queue.try_get().value(), 2);
        EXPECT_EQ(queue.try_get().error(), Errc::queue_empty);
        EXPECT_TRUE(queue.empty());
        EXPECT_TRUE(queue.try_put(4));  // so that the next round begins elsewhere
        EXPECT_EQ(queue.try_get().value(), 4);
    }
}

TEST_F(SPQ_2, AProducerIsHeldBackByTheConsumer) {
    Two queue;
    Trace written;
    const auto producer = [](Scheduler&, Trace& story, Two& shared) -> Task<> {
        for (int i = 0; i < 5; ++i) {
            EXPECT_TRUE(co_await shared.put(i));
            story(fmt::format("{}", i));
        }
    };
    const auto consumer = [](Scheduler&, Trace& story, Two& shared) -> Task<> {
        for (int i = 0; i < 5; ++i) {
            const Result<int> item = co_await shared.get();
            story(fmt::format("{}", item.value()));
            co_await sleep(10ms);
        }
    };
    const auto main = [](TaskHandle<> task) -> Task<> { (void)co_await task; };
    sch(producer, written, queue);
    const TaskHandle<> task = sch(consumer, trace, queue);
    sch.run(main(task));
    EXPECT_EQ(trace.text(), "0@0 1@10 2@20 3@30 4@40");
    EXPECT_EQ(written.text(), "0@0 1@0 2@0 3@10 4@20");
}

TEST_F(SpscQueueTest, AnInterruptWakesTheConsumerAtOnce) {
    Two queue;
    for (const auto time : {10ms, 20ms}) {
        host::board().at(time, [&queue, time] {
            EXPECT_TRUE(hal::in_interrupt());
            EXPECT_TRUE(queue.try_put(static_cast<int>(time.count())));
        });
    }
    host::board().at(30ms, [&queue] { queue.close(); });
    const auto main = [](Trace& story, Two& shared) -> Task<> {
        while (const std::optional<int> item = co_await shared.next()) {
            story(fmt::format("{}", *item));
        }
        story("closed");
    };
    sch.run(main(trace, queue));
    EXPECT_EQ(trace.text(), "10@10 20@20 closed@30");
}

TEST_F(SpscQueueTest, AnInterruptThatTakesWakesTheProducer) {
    Two queue;
    host::board().at(10ms, [&queue] { EXPECT_EQ(queue.try_get().value(), 1); });
    const auto main = [](Trace& story, Two& shared) -> Task<> {
        for (int i = 1; i <= 3; ++i) EXPECT_TRUE(co_await shared.put(i));
        story("three");
    };
    sch.run(main(trace, queue));
    EXPECT_EQ(trace.text(), "three@10");
}

TEST_F(SpscQueueTest, OnlyOneTaskWaitsAtAnEnd) {
    Two queue;
    const auto consumer = [](Scheduler&, Trace& story, Two& shared) -> Task<> {
        const Result<int> item = co_await shared.get();
        story(item ? fmt::format("{}", *item) : std::string(name(item.error())));
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared, auto start) -> Task<> {
        scheduler(start, story, shared);
        scheduler(start, story, shared);
        co_await yield();
        EXPECT_EQ((co_await shared.next()), std::nullopt);
        EXPECT_TRUE(shared.try_put(7));
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, queue, consumer));
    EXPECT_EQ(trace.text(), "already_waiting@0 7@0");
}

TEST_F(SpscQueueTest, ATimeoutTakesAndPutsNothing) {
    Two queue;
    const auto main = [](Two& shared) -> Task<> {
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).error(), Errc::timeout);
        EXPECT_TRUE(co_await with_timeout(10ms, shared.put(1)));
        EXPECT_TRUE(co_await with_timeout(10ms, shared.put(2)));
        EXPECT_EQ((co_await with_timeout(10ms, shared.put(3))).error(), Errc::timeout);
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).value(), 1);
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).value(), 2);
        EXPECT_EQ(shared.try_get().error(), Errc::queue_empty);
    };
    sch.run(main(queue));
}

TEST_F(SpscQueueTest, ClosedItGivesWhatIsLeftAndThenEnds) {
    Two queue;
    EXPECT_TRUE(queue.try_put(1));
    queue.close();
    EXPECT_EQ(queue.try_put(2).error(), Errc::end_of_stream);
    EXPECT_EQ(queue.put_blocking(2, [] {}).error(), Errc::end_of_stream);
    EXPECT_EQ(queue.get_blocking([] {}).value(), 1);
    EXPECT_EQ(queue.try_get().error(), Errc::end_of_stream);
    const auto main = [](Two& shared) -> Task<> {
        EXPECT_EQ((co_await shared.put(3)).error(), Errc::end_of_stream);
        EXPECT_EQ((co_await shared.get()).error(), Errc::end_of_stream);
    };
    sch.run(main(queue));
}

TEST_F(SpscQueueTest, DestroysWhatIsLeft) {
    const auto item = std::make_shared<int>(7);
    {
        SpscQueue<std::shared_ptr<int>, 3> queue;
        EXPECT_TRUE(queue.try_put(item));
        EXPECT_TRUE(queue.try_put(item));
        EXPECT_TRUE(queue.try_get());
        EXPECT_EQ(item.use_count(), 2);
    }
    EXPECT_EQ(item.use_count(), 1);
}

TEST_F(SpscQueueTest, DestroyedWithARingOnItsWayItTakesThatBack) {
    const auto consumer = [](Scheduler&, Two& shared) -> Task<> { (void)co_await shared.get(); };
    const auto main = [](Scheduler& scheduler, auto start) -> Task<> {
        {
            Two local;
            const TaskHandle<> task = scheduler(start, local);
            co_await yield();
            EXPECT_TRUE(local.try_put(1));
            EXPECT_EQ(task.cancel(), Cancelled::yes);
        }
        co_await sleep(1ms);
    };
    sch.run(main(sch, consumer));
}

namespace example {
perth::SpscQueue<int, 8> samples;

void on_sample(int value) { (void)samples.try_put(value); }  // in an interrupt

perth::Task<> filter(perth::Scheduler&) {
    for (int i = 0; i < 3; ++i) {
        const perth::Result<int> sample = co_await samples.get();
        perth::println("{}", sample.value());
    }
}
}  // namespace example

TEST_F(SpscQueueTest, Example) {
    for (int i = 1; i <= 3; ++i) host::board().at(i * 1ms, [i] { example::on_sample(i); });
    sch.run(example::filter(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("1\n2\n3\n"));
}

}  // namespace
}  // namespace perth
