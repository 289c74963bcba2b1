#include "cli/agent/micropython_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = BoardFile::Kind;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

BoardFile file_of(std::string_view text) {
    const Bytes content = bytes_of(text);
    return {.kind = Kind::file,
            .size = content.size(),
            .digest = digest_text(BoardDigest::sha256, content)};
}

BoardEntry has(std::string_view text) { return {.file = file_of(text)}; }

BoardEntry record_with(const std::set<std::string>& paths) {
    const Bytes record = record_of(paths);
    return has({reinterpret_cast<const char*>(record.data()), record.size()});
}

const std::vector<SourceFile> two = {{"lib/a.py", bytes_of("import b\n")},
                                     {"main.py", bytes_of("run()\n")}};
const BoardEntry missing = {};

TEST(MicroPythonPlan, DoesNothingWhereAllIsThere) {
    const SyncPlan plan = plan_sync(two,
                                    {.files = {has("import b\n"), has("run()\n")},
                                     .record = record_with({"lib/a.py", "main.py"})},
                                    true);
    EXPECT_TRUE(plan.is_empty());
    EXPECT_EQ(plan.same, 2U);
}

TEST(MicroPythonPlan, CopiesToAnEmptyBoard) {
    const SyncPlan plan = plan_sync(two, {.files = {missing, missing}}, false);
    EXPECT_THAT(plan.copies, ElementsAre(PlannedCopy{.file = 0}, PlannedCopy{.file = 1}));
    EXPECT_THAT(plan.folders, ElementsAre("lib"));
    EXPECT_EQ(plan.bytes, 15U);
    EXPECT_TRUE(plan.writes_record);
    EXPECT_EQ(plan.record_first, record_of({"lib/a.py", "main.py"}));
    EXPECT_EQ(plan.record_last, plan.record_first);
}

TEST(MicroPythonPlan, CopiesWhatTheBoardStartsLast) {
    std::vector<SourceFile> sources;
    for (const char* const path : {"boot.py", "lib/main.py", "main.py", "z.py"}) {
        sources.push_back({path, {}});
    }
    const SyncPlan plan =
        plan_sync(sources, {.files = {missing, missing, missing, missing}}, false);
    std::vector<std::string> order;
    for (const PlannedCopy& copy : plan.copies) order.push_back(sources[copy.file].path);
    EXPECT_THAT(order, ElementsAre("lib/main.py", "z.py", "boot.py", "main.py"));
}

TEST(MicroPythonPlan, CopiesAFileOfTheSameSizeWithOtherContent) {
    const SyncPlan plan = plan_sync(two,
                                    {.files = {has("import c\n"), has("run()\n")},
                                     .record = record_with({"lib/a.py", "main.py"})},
                                    false);
    EXPECT_THAT(plan.copies, ElementsAre(PlannedCopy{.file = 0, .is_new = false}));
    EXPECT_THAT(plan.folders, IsEmpty());
    EXPECT_FALSE(plan.writes_record);
}

TEST(MicroPythonPlan, CopiesWhatTheBoardCannotRead) {
    const BoardEntry unread = {.file = {.kind = Kind::file, .size = 9}};
    const SyncPlan plan = plan_sync(two, {.files = {unread, has("run()\n")}}, false);
    EXPECT_THAT(plan.copies, ElementsAre(PlannedCopy{.file = 0, .is_new = false}));
}

TEST(MicroPythonPlan, GoesOnWithATemporaryFileThatIsABeginning) {
    const BoardEntry begun = {.file = file_of("old"), .temporary = file_of("import")};
    const BoardEntry whole = {.temporary = file_of("run()\n")};
    const SyncPlan plan = plan_sync(two, {.files = {begun, whole}}, false);
    EXPECT_THAT(plan.copies, ElementsAre(PlannedCopy{.file = 0, .resume_at = 6, .is_new = false},
                                         PlannedCopy{.file = 1, .resume_at = 6}));
    EXPECT_EQ(plan.bytes, 3U);
    EXPECT_THAT(plan.temporaries, IsEmpty());
}

TEST(MicroPythonPlan, BeginsAnewWhereATemporaryFileIsAnother) {
    const BoardEntry other = {.temporary = file_of("export")};
    const BoardEntry longer = {.temporary = file_of("run()\nrun()\n")};
    const SyncPlan plan = plan_sync(two, {.files = {other, longer}}, false);
    EXPECT_THAT(plan.copies, ElementsAre(PlannedCopy{.file = 0}, PlannedCopy{.file = 1}));
}

TEST(MicroPythonPlan, RemovesTemporaryFilesThatNothingNeeds) {
    BoardEntry same = has("import b\n");
    same.temporary = file_of("x");
    BoardEntry record = record_with({"lib/a.py", "main.py", "old.py"});
    record.temporary = file_of("lib");
    const SyncPlan plan = plan_sync(two,
                                    {.files = {same, has("run()\n")},
                                     .recorded = {"old.py"},
                                     .recorded_files = {{.temporary = file_of("o")}},
                                     .record = record},
                                    false);
    EXPECT_THAT(plan.temporaries,
                ElementsAre("lib/a.py~perth", "old.py~perth", ".perth-sync~perth"));
    // Neither the file nor its temporary one is there then: the record forgets it.
    EXPECT_EQ(plan.record_last, record_of({"lib/a.py", "main.py"}));
}

const BoardState with_old = {
    .files = {has("import b\n"), has("run()\n")},
    .recorded = {"lib/old.py", "old/deep/x.py"},
    .recorded_files = {has("1"), has("2")},
    .record = record_with({"lib/a.py", "lib/old.py", "main.py", "old/deep/x.py"})};

TEST(MicroPythonPlan, LeavesAndNamesWhatIsNoSourceAnyMore) {
    const SyncPlan plan = plan_sync(two, with_old, false);
    EXPECT_TRUE(plan.is_empty());
    EXPECT_THAT(plan.stale, ElementsAre("lib/old.py", "old/deep/x.py"));
}

TEST(MicroPythonPlan, RemovesWhatIsNoSourceAnyMoreIfAsked) {
    const SyncPlan plan = plan_sync(two, with_old, true);
    EXPECT_THAT(plan.removals, ElementsAre("lib/old.py", "old/deep/x.py"));
    EXPECT_THAT(plan.emptied, ElementsAre("old/deep", "old"));
    EXPECT_THAT(plan.stale, IsEmpty());
    EXPECT_FALSE(plan.writes_record) << "it names them until they are gone";
    EXPECT_EQ(plan.record_last, record_of({"lib/a.py", "main.py"}));
}

TEST(MicroPythonPlan, RefusesAFileWhereTheBoardHasAFolder) {
    const BoardState state = {.files = {missing, {.file = {.kind = Kind::folder}}}};
    EXPECT_EQ(error_text([&] { (void)plan_sync(two, state, false); }),
              "error: main.py is a folder on the board, and a file here\n"
              "  hint: remove it on the board, or rename the file");
}

TEST(MicroPythonRecord, ComesBackAsItWasWritten) {
    const std::set<std::string> paths = {"a", "lib/\u00e9.py", "with\nnewline", "q'uo\"te\\"};
    EXPECT_EQ(recorded_paths(record_of(paths)), paths);
}

TEST(MicroPythonRecord, IsNotTrusted) {
    const std::string record("../x\0/abs\0a//b\0.\0\0lib/..\0.perth-sync\0ok\0unended", 47);
    EXPECT_EQ(recorded_paths(bytes_of(record)), std::set<std::string>{"ok"});
}

}  // namespace
}  // namespace perth::cli
