// The acceptance cases BRK.
#include "perth/sync/broker.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using namespace std::string_view_literals;

Trace* story = nullptr;

void tell(std::string_view topic, int message) { (*story)(fmt::format("{}:{}", topic, message)); }
void tell_with(std::string_view topic, int message, std::string_view extra) {
    (*story)(fmt::format("{}:{} {}", topic, message, extra));
}
Task<> tell_later(Scheduler&, std::string_view topic, int message, std::string_view extra) {
    (*story)(fmt::format("{}:{} {} later", topic, message, extra));
    co_return;
}

struct Listener {
    void put(std::string_view topic, int message, std::string_view extra) const {
        (*story)(fmt::format("{}:{} {} put", topic, message, extra));
    }
};

class BrokerTest : public RuntimeTest {
protected:
    BrokerTest() { story = &trace; }

    /// Publishes and gives coroutines their turn.
    unsigned publish(std::string_view topic, int message) {
        unsigned reached = 0;
        const auto main = [](BrokerTest& test, std::string_view to, int what,
                             unsigned& count) -> Task<> {
            count = test.broker.publish(to, what);
            co_await sleep(0ms);
        };
        sch.run(main(*this, topic, message, reached));
        return reached;
    }

    Trace trace;
    Broker<int> broker;
    Scheduler sch;
};

using BRK_1 = BrokerTest;
using BRK_2 = BrokerTest;
using BRK_3 = BrokerTest;
using BRK_4 = BrokerTest;
using BRK_5 = BrokerTest;

struct Item {
    std::string_view topic;
    int message;
    std::string_view extra;
};

TEST_F(BRK_1, EveryKindOfSubscriberGetsThePublication) {
    Event event;
    Queue<Item, 2> queue;
    RingQueue<std::pair<std::string_view, int>, 2> ring;
    Listener listener;
    EXPECT_TRUE(broker.subscribe("a", tell_with, "x"sv));
    EXPECT_TRUE(broker.subscribe("a", tell_later, "y"sv));
    EXPECT_TRUE(broker.subscribe("a", &event));
    EXPECT_TRUE(broker.subscribe("a", &queue, "z"sv));
    EXPECT_TRUE(broker.subscribe("a", &ring));
    EXPECT_TRUE(broker.subscribe("a", &listener, "w"sv));
    EXPECT_EQ(publish("a", 1), 6U);
    EXPECT_EQ(trace.text(), "a:1 x@0 a:1 w put@0 a:1 y later@0");
    EXPECT_TRUE(event.is_set());
    const Item item = queue.try_get().value();
    EXPECT_EQ(item.topic, "a");
    EXPECT_EQ(item.message, 1);
    EXPECT_EQ(item.extra, "z");
    EXPECT_EQ(ring.try_get().value(), std::pair(std::string_view("a"), 1));
    EXPECT_EQ(broker.lost(), 0U);
}

TEST_F(BRK_2, TheSameSubscriptionTwiceIsOneWithOtherArgumentsItIsTwo) {
    EXPECT_TRUE(broker.subscribe("a", tell));
    EXPECT_EQ(broker.subscribe("a", tell).error(), Errc::duplicate);
    EXPECT_EQ(publish("a", 1), 1U);
    EXPECT_TRUE(broker.subscribe("b", tell_with, "1"sv));
    EXPECT_TRUE(broker.subscribe("b", tell_with, "2"sv));
    EXPECT_EQ(broker.subscribe("b", tell_with, "1"sv).error(), Errc::duplicate);
    EXPECT_EQ(publish("b", 2), 2U);
    EXPECT_EQ(trace.text(), "a:1@0 b:2 1@0 b:2 2@0");
}

TEST_F(BRK_3, AFullQueueLosesTheNewestAFullRingTheOldest) {
    Queue<int, 2> queue;
    RingQueue<int, 2> ring;
    EXPECT_TRUE(broker.subscribe("a", &queue));
    EXPECT_TRUE(broker.subscribe("a", &ring));
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(publish("a", i), 2U);
    EXPECT_EQ(broker.lost(), 2U);
    EXPECT_EQ(queue.try_get().value(), 1);
    EXPECT_EQ(queue.try_get().value(), 2);
    EXPECT_EQ(ring.try_get().value(), 2);
    EXPECT_EQ(ring.try_get().value(), 3);
}

TEST_F(BRK_4, APatternMatchesTopics) {
    const Pattern pattern(".*_topic");
    EXPECT_TRUE(broker.subscribe(pattern, tell));
    EXPECT_EQ(publish("foo_topic", 1), 1U);
    EXPECT_EQ(publish("bar_topic", 2), 1U);
    EXPECT_EQ(publish("topics", 3), 0U);
    EXPECT_EQ(publish("FAIL", 4), 0U);
    EXPECT_TRUE(broker.subscribe("foo_topic", tell));
    EXPECT_EQ(publish("foo_topic", 5), 1U) << "subscribed twice, called once";
    EXPECT_TRUE(broker.unsubscribe(pattern, tell));
    EXPECT_EQ(publish("bar_topic", 6), 0U);
    EXPECT_EQ(trace.text(), "foo_topic:1@0 bar_topic:2@0 foo_topic:5@0");
}

TEST_F(BRK_5, UnsubscribingWantsTheSameArguments) {
    EXPECT_TRUE(broker.subscribe("a", tell_with, "x"sv));
    EXPECT_EQ(broker.unsubscribe("a", tell_with, "y"sv).error(), Errc::invalid_argument);
    EXPECT_EQ(broker.unsubscribe("b", tell_with, "x"sv).error(), Errc::invalid_argument);
    EXPECT_EQ(publish("a", 1), 1U);
    EXPECT_TRUE(broker.unsubscribe("a", tell_with, "x"sv));
    EXPECT_EQ(publish("a", 2), 0U);
    EXPECT_EQ(trace.text(), "a:1 x@0");
}

TEST_F(BrokerTest, RefusesMoreSubscriptionsThanItHasRoomFor) {
    Broker<int, 1> small;
    EXPECT_TRUE(small.subscribe("a", tell));
    EXPECT_EQ(small.subscribe("b", tell).error(), Errc::no_memory);
    EXPECT_TRUE(small.unsubscribe("a", tell));
    EXPECT_TRUE(small.subscribe("b", tell));
}

void once(std::string_view topic, int message, Broker<int>* from) {
    tell(topic, message);
    EXPECT_TRUE(from->unsubscribe(topic, once, from));
    EXPECT_TRUE(from->subscribe(topic, tell_with, "instead"sv));
}

TEST_F(BrokerTest, ASubscriberMayUnsubscribeAndSubscribeWhileItIsCalled) {
    EXPECT_TRUE(broker.subscribe("a", once, &broker));
    EXPECT_TRUE(broker.subscribe("a", tell));
    EXPECT_EQ(publish("a", 1), 2U);
    EXPECT_EQ(publish("a", 2), 2U);
    EXPECT_EQ(trace.text(), "a:1@0 a:1@0 a:2@0 a:2 instead@0");
}

TEST_F(BrokerTest, TopicsMayBeNumbers) {
    enum class Subject { wind, rain };
    Broker<int, 2, Subject> numbers;
    Queue<int, 2> queue;
    EXPECT_TRUE(numbers.subscribe(Subject::rain, &queue));
    EXPECT_EQ(numbers.publish(Subject::wind, 1), 0U);
    EXPECT_EQ(numbers.publish(Subject::rain, 2), 1U);
    EXPECT_EQ(queue.try_get().value(), 2);
}

namespace example {
using Celsius = int;
perth::Broker<Celsius> broker;
perth::RingQueue<Celsius, 4> latest;

void warn(std::string_view topic, Celsius value, Celsius limit) {
    if (value > limit) perth::println("{}: {}", topic, value);
}
void setup() {
    (void)broker.subscribe("boiler", warn, 80);
    (void)broker.subscribe(perth::Pattern("boiler|flow"), &latest);
    (void)broker.publish("boiler", 85);
}
}  // namespace example

TEST_F(BrokerTest, Example) {
    example::setup();
    EXPECT_THAT(host::board().console(), testing::EndsWith("boiler: 85\n"));
    EXPECT_EQ(example::latest.try_get().value(), 85);
}

}  // namespace
}  // namespace perth
