// What the tool takes for tasks, and what it says of what it does not.
#include "cli/agent/tasks.hpp"

#include <gmock/gmock.h>

#include "tests/cli/agent/scripted_agent.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using fakes::listed;
using fakes::Record;
using fakes::ScriptedAgent;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = AgentTask::State;

constexpr const char* cannot_be = "error: the agent lists tasks that cannot be\n  ";

std::string complaint(const CborValue& reply) {
    return error_text([&] { (void)parse_tasks(reply); });
}

TEST(AgentTasks, AreReadAsTheyAre) {
    const AgentTasks found = parse_tasks(
        listed({Record{.id = 1, .place = 0x20000000, .leaf_status = 4, .due = 7'000'000},
                Record{.id = 9, .place = 0x20000030, .leaf_status = 5, .line = 0x20000abc},
                Record{.id = 300, .place = 0x20000060, .leaf_status = 16, .leaf_name = 0x202},
                Record{.id = 4, .place = 0x20000090, .leaf_status = 5, .flags = 3},
                Record{.id = 5, .place = 0x200000c0, .leaf_status = 2, .profiled = true}}));
    EXPECT_EQ(found.build, "04030201");
    ASSERT_THAT(found.tasks, SizeIs(5));
    EXPECT_EQ(found.tasks[0].state, State::sleeping);
    EXPECT_EQ(found.tasks[0].left_us, 2'000'000);
    EXPECT_EQ(found.tasks[0].bytes, 48U);
    EXPECT_EQ(found.tasks[1].state, State::waiting);
    EXPECT_EQ(found.tasks[1].line, 0x20000abcU);
    EXPECT_EQ(found.tasks[2].state, State::polling);
    EXPECT_EQ(found.tasks[2].id, 300);
    EXPECT_EQ(found.tasks[2].leaf_name, 0x202U);
    EXPECT_EQ(found.tasks[3].state, State::paused);
    ASSERT_TRUE(found.tasks[4].profile);
    EXPECT_EQ(found.tasks[4].profile->turns, 5U);
    EXPECT_EQ(found.tasks[4].profile->total_us, 400'000U);
    EXPECT_EQ(found.tasks[4].profile->longest_us, 80'000U);
    EXPECT_FALSE(found.tasks[0].profile);
}

TEST(AgentTasks, ThatCannotBeAreRefused) {
    EXPECT_EQ(complaint({}), std::string(cannot_be) + "it does not say which build it is");
    const Record one{.place = 0x20000000};
    EXPECT_EQ(complaint(listed({one}, {.build = 1ULL << 32})),
              std::string(cannot_be) + "it does not say which build it is");
    EXPECT_EQ(complaint(listed({one}, {.now = Bytes(7)})),
              std::string(cannot_be) + "it does not say what time it is");
    EXPECT_EQ(complaint(listed({one}, {.now = Bytes(8, 0xFF)})),
              std::string(cannot_be) + "it is before its start");
    EXPECT_EQ(complaint(listed({one, one})), std::string(cannot_be) + "they are not in order");
    EXPECT_EQ(complaint(listed({{.place = 1, .leaf_status = 0}})),
              std::string(cannot_be) + "one is in state 0");
    EXPECT_EQ(complaint(listed({{.place = 1, .leaf_status = 6}})),
              std::string(cannot_be) + "one is in state 6");
    EXPECT_EQ(complaint(listed({{.place = 1, .leaf_status = 4, .due = -1}})),
              std::string(cannot_be) + "one sleeps since before the start");
    CborValue cut = listed({one});
    cut.items.back().items.back().text.pop_back();
    EXPECT_EQ(complaint(cut), std::string(cannot_be) + "a task is no record");
    cut.items.back().kind = CborValue::Kind::map;
    EXPECT_EQ(complaint(cut), std::string(cannot_be) + "no list of tasks");
}

TEST(AgentTasks, ComeInSeveralReplies) {
    ScriptedAgent agent({listed({{.id = 1, .place = 8}, {.id = 2, .place = 16}}),
                         listed({{.id = 3, .place = 24}}), listed({})});
    EXPECT_THAT(ask_tasks(agent).tasks, SizeIs(3));
    EXPECT_THAT(agent.payloads(), ElementsAre(CborMapWriter().number("after", 0).take(),
                                              CborMapWriter().number("after", 16).take(),
                                              CborMapWriter().number("after", 24).take()));
}

TEST(AgentTasks, OfAProgramThatHasJustStartedAreAskedForAnew) {
    ScriptedAgent agent({listed({{.id = 1, .place = 8}}), listed({}, {.build = 7}),
                         listed({{.id = 4, .place = 8}}, {.build = 7}), listed({}, {.build = 7})});
    const AgentTasks found = ask_tasks(agent);
    EXPECT_EQ(found.build, "07000000");
    ASSERT_THAT(found.tasks, SizeIs(1));
    EXPECT_EQ(found.tasks[0].id, 4);
}

TEST(AgentTasks, WithoutEndAreRefused) {
    const CborValue again = listed({{.id = 1, .place = 8}});
    ScriptedAgent repeats({again, again});
    EXPECT_EQ(error_text([&] { (void)ask_tasks(repeats); }),
              std::string(cannot_be) + "they are not in order");
    std::vector<CborValue> replies;
    for (std::uint64_t i = 0; i < 10; ++i) {
        replies.push_back(listed({{.id = 1, .place = 8}}, {.build = i + 1}));
    }
    ScriptedAgent restarts(replies);
    EXPECT_EQ(error_text([&] { (void)ask_tasks(restarts); }),
              std::string(cannot_be) + "another program runs at each answer");
}

TEST(AgentTasks, AreChangedByIdAndPlace) {
    ScriptedAgent agent({CborValue{.kind = CborValue::Kind::map}});
    change_task(agent, {.id = 0x102, .place = 0x20000008}, TaskChange::cancel);
    EXPECT_THAT(
        agent.payloads(),
        ElementsAre(CborMapWriter().bytes("task", Bytes{8, 0, 0, 0x20, 2, 1, 2, 0}).take()));
}

TEST(RunningTask, IsReadAsItIs) {
    EXPECT_EQ(parse_running(fakes::running(3, 0x121, 0x130)),
              (RunningTask{.build = "04030201", .id = 3, .name = 0x121, .pc = 0x130}));
    EXPECT_EQ(parse_running(fakes::running({}, 0, 0)), (RunningTask{.build = "04030201"}));
    EXPECT_EQ(error_text([] { (void)parse_running(fakes::running(70'000, 1, 1)); }),
              std::string(cannot_be) + "no number: id");
    EXPECT_EQ(error_text([] { (void)parse_running(listed({})); }),
              std::string(cannot_be) + "no number: pc");
}

}  // namespace
}  // namespace perth::cli
