// The acceptance cases MSG.
#include "perth/sync/message.hpp"

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class MessageTest : public RuntimeTest {
protected:
    Trace trace;
    Scheduler sch;
};

using MSG_1 = MessageTest;
using MSG_2 = MessageTest;
using MSG_3 = MessageTest;
using MSG_4 = MessageTest;

using Text = Message<const char*>;

Task<> wait_once(Scheduler&, Trace& trace, Text& message, int name) {
    const char* const text = co_await message.wait();
    trace(fmt::format("{}:{}", name, text));
}

TEST_F(MSG_1, AnInterruptsValueReachesAllWhoWait) {
    Text message;
    host::board().at(50ms, [&message] { message.set("hello"); });
    for (int i = 0; i < 3; ++i) sch(wait_once, trace, message, i);
    const auto main = [](Text& shared) -> Task<> {
        co_await sleep(60ms);
        EXPECT_TRUE(shared.is_set());
        EXPECT_STREQ(shared.value(), "hello");
        shared.clear();
        EXPECT_FALSE(shared.is_set());
    };
    sch.run(main(message));
    EXPECT_EQ(trace.text(), "0:hello@50 1:hello@50 2:hello@50");
}

TEST_F(MSG_2, ACancelledWaiterDoesNotDisturbTheOther) {
    for (const int cancelled : {1, 2}) {
        host::board().restart();
        Trace story;
        Text message;
        const auto main = [](Scheduler& scheduler, Trace& told, Text& shared, int who) -> Task<> {
            const TaskHandle<> tasks[] = {scheduler(wait_once, told, shared, 1),
                                          scheduler(wait_once, told, shared, 2)};
            co_await sleep(100ms);
            EXPECT_EQ(tasks[who - 1].cancel(), Cancelled::yes);
            co_await sleep(100ms);
            shared.set("x");
            co_await sleep(1ms);
        };
        Scheduler scheduler;
        scheduler.run(main(scheduler, story, message, cancelled));
        EXPECT_EQ(story.text(), cancelled == 1 ? "2:x@200" : "1:x@200");
    }
}

TEST_F(MSG_3, ASecondSetOverwritesTheFirst) {
    Text message;
    message.set("a");
    message.set("b");
    sch.run(wait_once(sch, trace, message, 0));
    EXPECT_EQ(trace.text(), "0:b@0");
}

TEST_F(MSG_4, WaitingAgainAndAgainGivesTheValuesInOrder) {
    Text message;
    host::board().at(400ms, [&message] { message.set("a"); });
    host::board().at(800ms, [&message] { message.set("b"); });
    host::board().at(1200ms, [&message] { message.set("c"); });
    const auto main = [](Trace& story, Text& shared) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            const char* const text = co_await shared.wait();
            story(text);
            shared.clear();
        }
    };
    sch.run(main(trace, message));
    EXPECT_EQ(trace.text(), "a@400 b@800 c@1200");
}

namespace example {
perth::Message<int> temperature;

void on_conversion(int celsius) { temperature.set(celsius); }  // in an interrupt

perth::Task<int> highest_of_three() {
    int highest = 0;
    for (int i = 0; i < 3; ++i) {
        const int now = co_await temperature.wait();
        temperature.clear();
        if (now > highest) highest = now;
    }
    co_return highest;
}
}  // namespace example

TEST_F(MessageTest, Example) {
    int time = 0;
    for (const int celsius : {20, 31, 12}) {
        host::board().at(++time * 1ms, [celsius] { example::on_conversion(celsius); });
    }
    EXPECT_EQ(sch.run(example::highest_of_three()), 31);
}

}  // namespace
}  // namespace perth
