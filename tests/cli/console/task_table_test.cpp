#include "cli/console/task_table.hpp"

#include <gmock/gmock.h>

#include "cli/console/stuck.hpp"
#include "tests/cli/agent/scripted_agent.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using State = AgentTask::State;

/// Without an ELF: names are numbers.
const TaskNames numbers({}, "04030201");

const std::vector<AgentTask> some = {
    {.id = 1,
     .place = 0x20000000,
     .bytes = 48,
     .state = State::sleeping,
     .name = 0x101,
     .leaf_name = 0x101,
     .left_us = 1'230'400},
    {.id = 12,
     .place = 0x20000030,
     .bytes = 64,
     .state = State::waiting,
     .name = 0x101,
     .leaf_name = 0x201,
     .line = 0x20000028,
     .profile =
         TaskProfile{
             .turns = 5, .last_turn = 9, .total_us = 400'000, .longest_us = 80'000, .late_us = 12}},
};

TEST(TaskTable, HasALineForEachTask) {
    EXPECT_THAT(task_table(some, numbers),
                ElementsAre("id  task                     state     waits for          frame  runs "
                            " total   longest  "
                            "late",
                            "1   0x00000101               sleeping  1.23 s             48 B   -    "
                            " -       -        -",
                            "12  0x00000101 > 0x00000201  waiting   the end of task 1  64 B   5    "
                            " 400 ms  80 ms    "
                            "12 us"));
    EXPECT_EQ(
        task_line(some, numbers),
        "2 tasks: 1 0x00000101 sleeping 1.23 s, 12 0x00000101 > 0x00000201 waiting the end of "
        "task 1");
    EXPECT_EQ(task_line({}, numbers), "0 tasks");
}

TEST(TaskTable, IsJsonToo) {
    EXPECT_EQ(
        task_json(some, numbers, "socket://x:1"),
        R"({"device":"socket://x:1","build":"04030201","elf":null,"tasks":[)"
        R"({"id":1,"task":"0x00000101","place":null,"awaits":null,"state":"sleeping",)"
        R"("waits_for":"1.23 s","left_us":1230400,"frame_bytes":48,"address":536870912,)"
        R"("profile":null},)"
        R"({"id":12,"task":"0x00000101","place":null,"awaits":"0x00000201","state":"waiting",)"
        R"("waits_for":"the end of task 1","left_us":null,"frame_bytes":64,"address":536870960,)"
        R"("profile":{"runs":5,"total_us":400000,"longest_us":80000,"overrun_us":12,)"
        R"("last_turn":9}}]})");
}

TEST(TaskNames, SayWhatIsWaitedForWhateverItIs) {
    const auto wait = [](State state, std::uint32_t line = 0) {
        AgentTask task = some[1];
        task.state = state;
        task.line = line;
        return numbers.wait(task, some);
    };
    EXPECT_EQ(wait(State::ready), "its turn");
    EXPECT_EQ(wait(State::paused), "");
    EXPECT_EQ(wait(State::held), "");
    EXPECT_EQ(wait(State::polling), "an event");
    EXPECT_EQ(wait(State::waiting, 0x20000034), "something in its frame");
    EXPECT_EQ(wait(State::waiting, 0x20000004), "something in task 1's frame");
    EXPECT_EQ(wait(State::waiting, 0x20000070), "0x20000070");
    EXPECT_EQ(wait(State::waiting, 0xFFFFFFFF), "0xffffffff");
}

TEST(TaskNames, AreNotAnotherBuilds) {
    EXPECT_EQ(numbers.complaint(),
              "no ELF here has build 04030201, so that addresses stay numbers");
    EXPECT_EQ(
        TaskNames({{.file = "x/hello.elf", .build = "0102030405060708"}}, "04030201").complaint(),
        "no ELF here has build 04030201, so that addresses stay numbers; hello.elf has build "
        "01020304");
    EXPECT_EQ(TaskNames({}, "").complaint(),
              "the program has no build id, so that addresses stay numbers");
}

TEST(TaskNames, TimesHaveThreeDigits) {
    EXPECT_EQ(pretty_time(0), "0 us");
    EXPECT_EQ(pretty_time(999), "999 us");
    EXPECT_EQ(pretty_time(1000), "1 ms");
    EXPECT_EQ(pretty_time(1259), "1.25 ms");
    EXPECT_EQ(pretty_time(12'090), "12 ms");
    EXPECT_EQ(pretty_time(999'999), "999 ms");
    EXPECT_EQ(pretty_time(59'999'999), "59.9 s");
    EXPECT_EQ(pretty_time(60'000'000), "1 min 0 s");
    EXPECT_EQ(pretty_time(7'500'000'000), "2 h 5 min");
}

TEST(LiveLines, TakeThePlaceOfThoseBefore) {
    LiveLines live;
    EXPECT_EQ(live.draw({"one", "two"}, 80, 24), "one\x1b[K\ntwo\x1b[K\n\x1b[J");
    EXPECT_EQ(live.draw({"a long one"}, 6, 24), "\x1b[2Fa lon…\x1b[K\n\x1b[J");
    EXPECT_EQ(live.draw({"1", "2", "3", "4"}, 80, 4),
              "\x1b[1F1\x1b[K\n2\x1b[K\n… 2 more\x1b[K\n\x1b[J");
    EXPECT_EQ(live.draw({"1"}, 80, 4), "\x1b[3F1\x1b[K\n\x1b[J");
}

class Silence : public testing::Test {
protected:
    static std::string explained(const std::vector<CborValue>& replies) {
        fakes::ScriptedAgent agent(replies);
        const Error timeout({.what = "no agent answers", .fault = Fault::timeout});
        return explain_silence(agent, timeout, {}).text();
    }
};

TEST_F(Silence, OfAHogNamesIt) {
    const CborValue hog = fakes::running(3, 0x121, 0x130);
    EXPECT_EQ(explained({hog, hog}),
              "error: task 3 0x00000121 does not give way\n"
              "  nothing else has its turn; it is in 0x00000130\n"
              "  no ELF here has build 04030201, so that addresses stay numbers\n"
              "  hint: let its loop co_await something, perth::yield() at least");
}

TEST_F(Silence, OfABusyProgramSaysSo) {
    EXPECT_EQ(explained({fakes::running(3, 0x121, 0), fakes::running(4, 0x121, 0)}),
              "error: the program is too busy to list its tasks\n"
              "  task 4 0x00000121 had its turn, then another one\n"
              "  hint: perth tasks, once more");
}

TEST_F(Silence, BeforeTheFirstTaskSaysWhere) {
    EXPECT_EQ(explained({fakes::running({}, 0, 0x130), fakes::running({}, 0, 0x130)}),
              "error: the program does not come to its tasks\n"
              "  none has its turn, and yet none gets one; it is in 0x00000130");
}

TEST_F(Silence, OfAnEmptyLineIsATimeout) {
    EXPECT_EQ(explained({}), "error: no agent answers");
    EXPECT_EQ(explained({fakes::running(3, 1, 1)}), "error: no agent answers");
}

}  // namespace
}  // namespace perth::cli
