// The acceptance cases QU.
#include "perth/sync/queue.hpp"

#include <memory>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class QueueTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using QU_1 = QueueTest;
using QU_2 = QueueTest;
using QU_3 = QueueTest;
using QU_4 = QueueTest;
using QU_5 = QueueTest;
using QU_6 = QueueTest;

using Two = Queue<int, 2>;

Task<> put_one(Scheduler&, Trace& trace, Two& queue, int item) {
    const Result<void> result = co_await queue.put(item);
    trace(result ? fmt::format("+{}", item) : fmt::format("+{} {}", item, name(result.error())));
}

Task<> get_one(Scheduler&, Trace& trace, Two& queue, char getter) {
    const Result<int> item = co_await queue.get();
    trace(item ? fmt::format("{}:{}", getter, *item)
               : fmt::format("{}:{}", getter, name(item.error())));
}

TEST_F(QU_1, WaitingPuttersGetTheFreedRoomInOrder) {
    const auto main = [](Scheduler& scheduler, Trace& story, Two& queue) -> Task<> {
        EXPECT_TRUE(queue.try_put(1));
        EXPECT_TRUE(queue.try_put(2));
        for (const int item : {10, 11, 12}) scheduler(put_one, story, queue, item);
        for (int i = 0; i < 5; ++i) {
            co_await sleep(10ms);
            const Result<int> item = co_await queue.get();
            story(fmt::format("{}", item.value()));
        }
    };
    Two queue;
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "1@10 +10@10 2@20 +11@20 10@30 +12@30 11@40 12@50");
}

TEST_F(QU_2, TryingSaysFullAndEmpty) {
    Two queue;
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.try_get().error(), Errc::queue_empty);
    EXPECT_TRUE(queue.try_put(1));
    EXPECT_TRUE(queue.try_put(2));
    EXPECT_TRUE(queue.full());
    EXPECT_EQ(queue.try_put(3).error(), Errc::queue_full);
    EXPECT_EQ(queue.size(), 2U);
    EXPECT_EQ(queue.try_get().value(), 1);
    EXPECT_EQ(queue.try_get().value(), 2);
    EXPECT_EQ(queue.try_get().error(), Errc::queue_empty);
}

TEST_F(QU_3, WaitingGettersAreServedInOrder) {
    Queue<int, 2> queue;
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared) -> Task<> {
        for (const char getter : {'a', 'b', 'c'}) scheduler(get_one, story, shared, getter);
        co_await yield();
        for (int i = 0; i < 3; ++i) (void)co_await shared.put(i);
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "a:0@0 b:1@0 c:2@0");
}

TEST_F(QU_3, AnItemReservedForACancelledGetterGoesToTheNext) {
    Two queue;
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared) -> Task<> {
        const TaskHandle<> first = scheduler(get_one, story, shared, 'a');
        scheduler(get_one, story, shared, 'b');
        co_await yield();
        EXPECT_TRUE(shared.try_put(1));
        EXPECT_EQ(shared.try_get().error(), Errc::queue_empty) << "reserved";
        EXPECT_EQ(first.cancel(), Cancelled::yes);
        co_await yield();
        EXPECT_EQ(shared.size(), 0U);
    };
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "b:1@0");
}

TEST_F(QU_4, JoinWaitsUntilEverythingWasWorkedOn) {
    Queue<int, 3> queue;
    const auto worker = [](Scheduler&, Queue<int, 3>& shared) -> Task<> {
        for (;;) {
            (void)co_await shared.get();
            co_await sleep(500ms);
            shared.task_done();
        }
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Queue<int, 3>& shared,
                         auto work) -> Task<> {
        co_await shared.join();
        story("fresh");
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(shared.try_put(i));
        scheduler(work, shared);
        co_await shared.join();
        story("joined");
        shared.task_done();
        co_await shared.join();
        EXPECT_TRUE(shared.try_put(3));
        co_await shared.join();
        story("again");
    };
    {
        Scheduler scheduler;
        scheduler.run(main(scheduler, trace, queue, worker));
    }
    EXPECT_EQ(trace.text(), "fresh@0 joined@1500 again@2000");
}

TEST_F(QU_5, FourProducersTakeTurns) {
    using Pairs = Queue<std::pair<int, int>, 10>;
    Pairs queue;
    const auto producer = [](Scheduler&, Pairs& shared, int id) -> Task<> {
        for (int i = 0; i < 8; ++i) {
            (void)co_await shared.put({id, i});
            co_await yield();
        }
    };
    const auto main = [](Scheduler& scheduler, Pairs& shared, auto produce) -> Task<> {
        for (int id = 0; id < 4; ++id) scheduler(produce, shared, id);
        co_await sleep(1000ms);
        EXPECT_EQ(shared.size(), 10U);
        std::vector<std::pair<int, int>> received;
        std::vector<std::pair<int, int>> expected;
        for (int i = 0; i < 32; ++i) {
            co_await sleep(100ms);
            received.push_back(shared.try_get().value());
            expected.emplace_back(i % 4, i / 4);
        }
        EXPECT_EQ(received, expected);
        EXPECT_TRUE(shared.empty());
    };
    sch.run(main(sch, queue, producer));
}

TEST_F(QU_6, ProducersThatDoNotGiveWayDoNotStarveOthers) {
    using Names = Queue<std::string, 2>;
    Names queue;
    const auto producer = [](Scheduler&, Names& shared, char id) -> Task<> {
        for (int i = 0; i < 2; ++i) (void)co_await shared.put(fmt::format("{}{}", id, i));
    };
    const auto main = [](Scheduler& scheduler, Trace& story, Names& shared,
                         auto produce) -> Task<> {
        for (const char id : {'A', 'B', 'C'}) scheduler(produce, shared, id);
        co_await yield();
        for (int i = 0; i < 6; ++i) {
            const Result<std::string> item = co_await shared.get();
            story(item.value());
            co_await sleep(10ms);
        }
    };
    sch.run(main(sch, trace, queue, producer));
    EXPECT_EQ(trace.text(), "A0@0 A1@10 B0@20 C0@30 B1@40 C1@50");
}

TEST_F(QueueTest, RoomReservedForACancelledPutterGoesToTheNext) {
    Two queue;
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared) -> Task<> {
        EXPECT_TRUE(shared.try_put(1));
        EXPECT_TRUE(shared.try_put(2));
        const TaskHandle<> first = scheduler(put_one, story, shared, 3);
        scheduler(put_one, story, shared, 4);
        co_await yield();
        EXPECT_EQ(shared.try_get().value(), 1);
        EXPECT_EQ(shared.try_put(9).error(), Errc::queue_full) << "reserved";
        EXPECT_EQ(first.cancel(), Cancelled::yes);
        co_await yield();
        EXPECT_EQ(shared.try_get().value(), 2);
        EXPECT_EQ(shared.try_get().value(), 4);
        EXPECT_EQ(shared.try_get().error(), Errc::queue_empty);
    };
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "+4@0");
}

TEST_F(QueueTest, AfterATimeoutNothingWasPut) {
    Two queue;
    const auto main = [](Two& shared) -> Task<> {
        EXPECT_TRUE(shared.try_put(1));
        EXPECT_TRUE(shared.try_put(2));
        EXPECT_EQ((co_await with_timeout(10ms, shared.put(3))).error(), Errc::timeout);
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).value(), 1);
        EXPECT_TRUE(co_await with_timeout(10ms, shared.put(4)));
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).value(), 2);
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).value(), 4);
        EXPECT_EQ((co_await with_timeout(10ms, shared.get())).error(), Errc::timeout);
    };
    sch.run(main(queue));
}

TEST_F(QueueTest, ClosedItGivesWhatIsLeftAndThenEnds) {
    Two queue;
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared) -> Task<> {
        EXPECT_TRUE(shared.try_put(1));
        EXPECT_TRUE(shared.try_put(2));
        scheduler(put_one, story, shared, 3);
        co_await yield();
        shared.close();
        co_await yield();
        story("closed");
        EXPECT_EQ(shared.try_put(4).error(), Errc::end_of_stream);
        EXPECT_EQ((co_await shared.put(5)).error(), Errc::end_of_stream);
        EXPECT_EQ((co_await shared.next()), 1);
        EXPECT_EQ((co_await shared.get()).value(), 2);
        EXPECT_TRUE(shared.empty());
        EXPECT_EQ((co_await shared.next()), std::nullopt);
        EXPECT_EQ((co_await shared.get()).error(), Errc::end_of_stream);
        EXPECT_EQ(shared.try_get().error(), Errc::end_of_stream);
        co_await yield();
    };
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "+3 end_of_stream@0 closed@0");
}

TEST_F(QueueTest, ClosingWakesThoseWhoWaitForItems) {
    Two queue;
    const auto main = [](Scheduler& scheduler, Trace& story, Two& shared) -> Task<> {
        for (const char getter : {'a', 'b', 'c'}) scheduler(get_one, story, shared, getter);
        co_await yield();
        EXPECT_TRUE(shared.try_put(1));  // a's
        shared.close();
        EXPECT_EQ((co_await shared.next()), std::nullopt);
        EXPECT_EQ(shared.try_get().error(), Errc::end_of_stream);
        co_await sleep(1ms);
    };
    sch.run(main(sch, trace, queue));
    EXPECT_EQ(trace.text(), "a:1@0 b:end_of_stream@0 c:end_of_stream@0");
}

TEST_F(QueueTest, MovesItemsAndDestroysWhatIsLeft) {
    const auto item = std::make_shared<int>(7);
    {
        Queue<std::shared_ptr<int>, 3> queue;
        for (int i = 0; i < 5; ++i) {  // once round
            EXPECT_TRUE(queue.try_put(item));
            EXPECT_EQ(*queue.try_get().value(), 7);
        }
        EXPECT_TRUE(queue.try_put(item));
        EXPECT_TRUE(queue.try_put(item));
        EXPECT_EQ(item.use_count(), 3);
    }
    EXPECT_EQ(item.use_count(), 1);

    Queue<std::unique_ptr<int>, 1> movable;
    const auto main = [](Queue<std::unique_ptr<int>, 1>& shared) -> Task<> {
        EXPECT_TRUE(co_await shared.put(std::make_unique<int>(8)));
        const Result<std::unique_ptr<int>> got = co_await shared.get();
        EXPECT_EQ(**got, 8);
    };
    sch.run(main(movable));
}

namespace example {
perth::Queue<int, 4> numbers;

perth::Task<> produce(perth::Scheduler&) {
    for (int i = 0; i < 10; ++i) (void)co_await numbers.put(i);
    numbers.close();
}
perth::Task<int> sum() {
    int total = 0;
    while (const std::optional<int> number = co_await numbers.next()) total += *number;
    co_return total;
}
}  // namespace example

TEST_F(QueueTest, Example) {
    sch(example::produce);
    EXPECT_EQ(sch.run(example::sum()), 45);
}

}  // namespace
}  // namespace perth
