// `perth trace` of the same program in three emulators: what there is to be seen of tasks, wakes,
// interrupts, pins and marks, with names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "cli/support/files.hpp"
#include "cli/support/json.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::StartsWith;

std::string traced(const std::string& board) { return PERTH_TRACED + board + ".elf"; }

/// A document as Perfetto reads it.
class Document {
public:
    explicit Document(const std::filesystem::path& file)
        : events_(Json::parse(read_file(file), file.string()).at("traceEvents").array()) {}

    /// Returns the names of the events of a phase, their numbers left out.
    [[nodiscard]] std::set<std::string> names(const std::string& phase,
                                              const std::string& category = "") const {
        std::set<std::string> names;
        each(phase, [&](const Json& event) {
            const auto its = event.find("cat");
            if (!category.empty() && (!its || its->string() != category)) return;
            std::string name = event.at("name").string();
            names.insert(name.substr(0, name.find(" #")));
        });
        return names;
    }
    [[nodiscard]] std::size_t count(const std::string& phase) const {
        std::size_t count = 0;
        each(phase, [&](const Json&) { ++count; });
        return count;
    }
    /// Fails unless each event has what the format asks for, with times that go on.
    void check() const {
        for (const Json& event : events_) {
            const std::string phase = event.at("ph").string();
            EXPECT_GE(event.at("pid").integer(1, 2), 1);
            EXPECT_FALSE(event.at("name").string().empty());
            EXPECT_GE(event.at("tid").integer(0, 1000), 0);
            if (phase == "M") continue;
            EXPECT_GE(event.at("ts").integer(0, INT64_MAX), 0);
            if (phase == "X") EXPECT_GE(event.at("dur").integer(0, INT64_MAX), 0);
            if (phase == "s" || phase == "f") EXPECT_GE(event.at("id").integer(1, INT64_MAX), 1);
        }
    }

private:
    void each(const std::string& phase, const std::function<void(const Json&)>& act) const {
        for (const Json& event : events_) {
            if (event.at("ph").string() == phase) act(event);
        }
    }

    std::vector<Json> events_;
};

class Traced : public testing::TestWithParam<const char*> {
protected:
    Perth perth_;
};

TEST_P(Traced, ShowsTasksWakesMarksAndPins) {
    const std::string board = GetParam();
    const Finished done = perth_.run({"trace", "-b", board, traced(board), "--for", "1s", "-o",
                                      "a.json", "-o", "a.svg", "-o", "a.html", "--json"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    const Document document(perth_.folder() / "a.json");
    document.check();
    EXPECT_THAT(document.names("X", "task"),
                IsSupersetOf({"throws", "catches", "ticks", "short_lived"}));
    EXPECT_THAT(document.names("X", "scope"), Contains("throwing"));
    EXPECT_THAT(document.names("i", "marks"), IsSupersetOf({"caught", "lives"}));
    EXPECT_THAT(document.names("i", "task"), IsSupersetOf({"created", "ended"}));
    EXPECT_THAT(document.names("X", "sleep"), Contains("sleep"));
    EXPECT_THAT(document.names("C"), Contains("LED"));
    EXPECT_GT(document.count("C"), 4U);
    EXPECT_GT(document.count("s"), 10U);
    EXPECT_EQ(document.count("s"), document.count("f"));
    EXPECT_FALSE(document.names("X", "interrupt").empty());
    EXPECT_THAT(done.out, AllOf(HasSubstr("\"board\":\"" + board + "\""), HasSubstr("\"lost\":"),
                                HasSubstr(R"("files":["a.json","a.svg","a.html"]})")));
    EXPECT_THAT(read_file(perth_.folder() / "a.html"),
                AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("woken by throws #1")));
    EXPECT_THAT(
        read_file(perth_.folder() / "a.svg"),
        AllOf(StartsWith("<svg "), HasSubstr(">LED</text>"), HasSubstr(">short_lived</text>")));
}

INSTANTIATE_TEST_SUITE_P(Boards, Traced, testing::Values("host", "microbit", "pico"),
                         [](const auto& each) { return std::string(each.param); });

// A timer's interrupt leaves something for the scheduler, which wakes the task: the arrow comes
// from the interrupt.
TEST(Trace, NamesTheInterruptThatWokeATask) {
    const Perth perth;
    const Finished done = perth.run(
        {"trace", "-b", "microbit", traced("microbit"), "--for", "500ms", "-o", "a.html", "-q"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(read_file(perth.folder() / "a.html"), HasSubstr("woken by TIMER0"));
}

TEST(Trace, AsksARunningBoardOverItsConsole) {
    const Perth perth;
    const Finished done =
        perth.shell("$0 run -b microbit " + traced("microbit") +
                    " --serve 4471 --for 20s >run.txt 2>&1 & run=$!; "
                    "for try in 1 2 3 4 5 6 7 8 9; do sleep 0.5; "
                    "$0 trace -b microbit " +
                    traced("microbit") +
                    " --device socket://localhost:4471 --for 1s -o a.json && break; done; "
                    "result=$?; kill $run; wait $run; cat run.txt; exit $result");
    ASSERT_EQ(done.exit_code, 0) << done.err << done.out;
    EXPECT_THAT(done.out, AllOf(ContainsRegex("catches #2 +task"), HasSubstr("ready\n")));
    const Document document(perth.folder() / "a.json");
    document.check();
    EXPECT_THAT(document.names("X", "task"), IsSupersetOf({"throws", "catches", "ticks"}));
}

// The simulated board's time is the firmware's own: each run writes the same bytes.
TEST(Trace, OfTheSimulatedBoardIsTheSameEachTime) {
    const Perth perth;
    for (const char* const file : {"a.json", "b.json"}) {
        const Finished done =
            perth.run({"trace", "-b", "host", traced("host"), "--for", "1m", "-q", "-o", file});
        ASSERT_EQ(done.exit_code, 0) << done.err;
    }
    EXPECT_EQ(read_file(perth.folder() / "a.json"), read_file(perth.folder() / "b.json"));
}

}  // namespace
}  // namespace perth::cli
