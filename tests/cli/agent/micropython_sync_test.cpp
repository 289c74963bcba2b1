#include "cli/agent/micropython_sync.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/cli/agent/micropython_synced.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using fakes::MicroPythonBoard;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Paste = MicroPythonBoard::Paste;

const std::map<std::string, std::string> program = {
    {"boot.py", "import lib.pins\n"}, {"lib/pins.py", "LED = 4\n"}, {"main.py", "print('hi')\n"}};

const std::map<std::string, std::string> program_on_board = {{"/boot.py", "import lib.pins\n"},
                                                             {"/lib/pins.py", "LED = 4\n"},
                                                             {"/main.py", "print('hi')\n"}};

/// Content that no literal makes short.
std::string noise_of(std::size_t size) {
    std::string content;
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < size; ++i) {
        state = state * 1664525 + 1013904223;
        content += static_cast<char>(state >> 24);
    }
    return content;
}

MicroPythonSync program_sync() { return {.sources = sources_of(program)}; }

TEST(MicroPythonSync, CopiesAProgramAndRestartsTheBoard) {
    MicroPythonBoard board;
    const SyncOutcome outcome = sync(board, program_sync());
    EXPECT_EQ(files_of(board), program_on_board);
    EXPECT_EQ(text_of(board.files.at("/.perth-sync")),
              std::string("boot.py\0lib/pins.py\0main.py\0", 28));
    EXPECT_TRUE(outcome.restarted);
    EXPECT_EQ(board.restarts, 1U);
    EXPECT_FALSE(board.raw);
}

TEST(MicroPythonSync, AsksOnceWhereNothingHasChanged) {
    MicroPythonBoard board;
    (void)sync(board, program_sync());
    board.scripts.clear();
    const SyncOutcome outcome = sync(board, program_sync());
    EXPECT_TRUE(outcome.plan.is_empty());
    EXPECT_THAT(
        board.scripts,
        ElementsAre("q('/.perth-sync')\nq('/boot.py')\nq('/lib/pins.py')\nq('/main.py')\n"));
    EXPECT_EQ(board.restarts, 2U);
}

TEST(MicroPythonSync, SendsOnlyTheFileThatHasChanged) {
    MicroPythonBoard board;
    (void)sync(board, program_sync());
    board.scripts.clear();
    auto files = program;
    files["main.py"] = "print('ho')\n";
    const SyncOutcome outcome = sync(board, {.sources = sources_of(files)});
    EXPECT_THAT(outcome.plan.copies, ElementsAre(PlannedCopy{.file = 2, .is_new = false}));
    ASSERT_EQ(board.scripts.size(), 2U);
    EXPECT_EQ(board.scripts[1],
              "o('/main.py~perth','wb')\nw(b'print(\\'ho\\')\\n')\nc('/main.py','" +
                  digest_text(BoardDigest::sha256, bytes_of("print('ho')\n")) + "')\n");
    EXPECT_EQ(board.files.at("/main.py"), bytes_of("print('ho')\n"));
}

TEST(MicroPythonSync, CopiesToAFolderOfTheBoard) {
    MicroPythonBoard board;
    (void)sync(board, {.sources = sources_of({{"x/a.py", "a"}}), .to = "/sd/app"});
    EXPECT_THAT(files_of(board), ElementsAre(Pair("/sd/app/x/a.py", "a")));
    EXPECT_THAT(board.folders, ElementsAre("/sd", "/sd/app", "/sd/app/x"));
}

TEST(MicroPythonSync, LeavesAlonePathsThatItNeverCopied) {
    MicroPythonBoard board;
    board.files["/data.csv"] = bytes_of("1,2\n");
    (void)sync(board, {.sources = sources_of({{"main.py", "m"}}), .removes = true});
    EXPECT_THAT(files_of(board), ElementsAre(Pair("/data.csv", "1,2\n"), Pair("/main.py", "m")));
}

TEST(MicroPythonSync, RemovesWhatItCopiedOnceAndEmptyFolders) {
    MicroPythonBoard board;
    (void)sync(board, program_sync());
    board.files["/boot.py~perth"] = bytes_of("left");
    const auto rest = sources_of({{"main.py", "print('hi')\n"}});
    const SyncOutcome kept = sync(board, {.sources = rest});
    EXPECT_THAT(kept.plan.stale, ElementsAre("boot.py", "lib/pins.py"));
    EXPECT_EQ(files_of(board), program_on_board);
    const SyncOutcome removed = sync(board, {.sources = rest, .removes = true});
    EXPECT_THAT(removed.plan.removals, ElementsAre("boot.py", "lib/pins.py"));
    EXPECT_THAT(files_of(board), ElementsAre(Pair("/main.py", "print('hi')\n")));
    EXPECT_THAT(board.folders, IsEmpty());
    EXPECT_TRUE(sync(board, {.sources = rest, .removes = true}).plan.is_empty());
}

// Were u('/a.py') garbled to u('/e.py'), another file would go.
TEST(MicroPythonSync, SendsWhatRemovesAFileWithASum) {
    MicroPythonBoard board;
    (void)sync(board, {.sources = sources_of({{"a.py", "1"}, {"e.py", "2"}})});
    board.scripts.clear();
    (void)sync(board, {.sources = sources_of({{"e.py", "2"}}), .removes = true});
    EXPECT_THAT(board.scripts, testing::Contains("u('/a.py',423)\n"));
}

TEST(MicroPythonSync, KeepsAFolderThatHoldsFilesOfTheBoardsOwn) {
    MicroPythonBoard board;
    (void)sync(board, program_sync());
    board.files["/lib/own.py"] = bytes_of("own");
    (void)sync(board, {.sources = sources_of({{"main.py", "m"}}), .removes = true});
    EXPECT_THAT(files_of(board), ElementsAre(Pair("/lib/own.py", "own"), Pair("/main.py", "m")));
    EXPECT_THAT(board.folders, ElementsAre("/lib"));
}

TEST(MicroPythonSync, ChangesNothingInADryRun) {
    MicroPythonBoard board;
    const SyncOutcome outcome = sync(board, {.sources = sources_of(program), .dry_run = true});
    EXPECT_EQ(outcome.plan.copies.size(), 3U);
    EXPECT_THAT(board.files, IsEmpty());
    EXPECT_THAT(board.folders, IsEmpty());
    EXPECT_EQ(board.restarts, 1U);
}

TEST(MicroPythonSync, LeavesTheBoardAtItsPromptIfItIsNotToStart) {
    MicroPythonBoard board;
    const SyncOutcome outcome = sync(board, {.sources = sources_of(program), .start = false});
    EXPECT_FALSE(outcome.restarted);
    EXPECT_EQ(board.restarts, 0U);
    EXPECT_FALSE(board.raw);
}

TEST(MicroPythonSync, CopiesEveryNameAndEveryByte) {
    const std::map<std::string, std::string> files = {{"caf\u00e9/\u732b.py", "\u732b = 1\n"},
                                                      {"it's \"q\" \\.py", "x"},
                                                      {"new\nline.py", "y"},
                                                      {"all.bin", noise_of(5000)},
                                                      {"empty", ""}};
    MicroPythonBoard board;
    (void)sync(board, {.sources = sources_of(files)});
    std::map<std::string, std::string> expected;
    for (const auto& [path, content] : files) expected["/" + path] = content;
    EXPECT_EQ(files_of(board), expected);
    for (const std::string& script : board.scripts) {
        EXPECT_TRUE(std::all_of(script.begin(), script.end(),
                                [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
    }
}

struct Kind {
    std::string name;
    MicroPythonBoard::Ways ways;
};

class MicroPythonSyncKinds : public testing::TestWithParam<Kind> {};

// Every kind of board, through all that a sync does: copy, compare, change, remove.
TEST_P(MicroPythonSyncKinds, KeepsItInStep) {
    MicroPythonBoard board(GetParam().ways);
    auto files = program;
    files["big.bin"] = noise_of(3000);
    (void)sync(board, {.sources = sources_of(files)});
    EXPECT_TRUE(sync(board, {.sources = sources_of(files)}).plan.is_empty());
    files["big.bin"][1500] ^= 1;
    files.erase("boot.py");
    const SyncOutcome outcome = sync(board, {.sources = sources_of(files), .removes = true});
    EXPECT_EQ(outcome.plan.copies.size(), 1U);
    std::map<std::string, std::string> expected;
    for (const auto& [path, content] : files) expected["/" + path] = content;
    EXPECT_EQ(files_of(board), expected);
}

BoardFacts facts_with(BoardDigest digest, bool base64, std::optional<std::size_t> memory) {
    return {.digest = digest, .renames = true, .base64 = base64, .free_memory = memory};
}

INSTANTIATE_TEST_SUITE_P(
    Boards, MicroPythonSyncKinds,
    testing::Values(
        Kind{"Usual", {}}, Kind{"OldFirmware", {.paste = Paste::unknown}},
        Kind{"WithoutRawPaste", {.paste = Paste::declined}}, Kind{"SmallWindow", {.window = 0x20}},
        Kind{"OneByteWindow", {.window = 1}}, Kind{"LargeWindow", {.window = 0xFFFF}},
        Kind{"Crc32", {.facts = facts_with(BoardDigest::crc32, true, 100'000)}},
        Kind{"NoDigest", {.facts = facts_with(BoardDigest::none, true, 100'000)}},
        Kind{"NoBase64", {.facts = facts_with(BoardDigest::sha256, false, 100'000)}},
        Kind{"NothingButRename", {.facts = facts_with(BoardDigest::none, false, {})}},
        Kind{"LittleMemory", {.facts = facts_with(BoardDigest::sha256, true, 100), .memory = 450}},
        Kind{"LessMemoryThanItSays",
             {.facts = facts_with(BoardDigest::sha256, true, 1'000'000), .memory = 700}},
        Kind{"LessMemoryWithoutDigest",
             {.facts = facts_with(BoardDigest::none, true, 1'000'000), .memory = 700}},
        Kind{"Fat", {.fat = true}},
        Kind{"BootThatPrints", {.boot_prints = "connecting\r\n\x04>raw REPL\r\n192.168.1.5\r\n"}}),
    [](const auto& info) { return info.param.name; });

std::string error_of(MicroPythonBoard::Ways ways) {
    MicroPythonBoard board(std::move(ways));
    return error_text([&] { (void)sync(board, program_sync()); });
}

TEST(MicroPythonSync, RefusesABoardThatCannotRename) {
    MicroPythonBoard::Ways ways;
    ways.facts.renames = false;
    EXPECT_EQ(error_of(ways),
              "error: the MicroPython at /dev/ttyACM0 cannot rename files\n"
              "  it has no os.rename, and without it a broken line could leave half a file\n"
              "  hint: put a newer MicroPython on the board");
}

TEST(MicroPythonSync, SaysThatTheBoardIsFullAndLeavesNothingHalf) {
    MicroPythonBoard board({.disk = 50});
    EXPECT_EQ(error_text([&] { (void)sync(board, program_sync()); }),
              "error: the board at /dev/ttyACM0 could not copy /boot.py\n"
              "  OSError: [Errno 28] ENOSPC: its file system is full\n"
              "  hint: remove what it does not need; what was copied is kept");
    EXPECT_THAT(files_of(board), ElementsAre(Pair("/lib/pins.py", "LED = 4\n")));
    EXPECT_FALSE(board.raw);
}

TEST(MicroPythonSync, SaysThatTheBoardIsReadOnly) {
    EXPECT_EQ(error_of({.read_only = true}),
              "error: the board at /dev/ttyACM0 could not copy /.perth-sync\n"
              "  OSError: [Errno 30] EROFS: its file system is read-only");
}

TEST(MicroPythonSync, SaysThatTheBoardHasTooLittleMemory) {
    EXPECT_EQ(error_of({.memory = 20}),
              "error: the board at /dev/ttyACM0 could not take even 64 bytes at a time\n"
              "  MemoryError: memory allocation failed, allocating 512 bytes");
}

TEST(MicroPythonSync, RefusesWhatAProgramPrintsBesideTheAnswers) {
    EXPECT_EQ(
        error_of({.noise = "tick\r\n"}),
        "error: the board at /dev/ttyACM0 answered with something else when it was to take in "
        "how to handle its files\n"
        "  it printed: tick\\x0d\\x0aperth 2 1 1 4096\\x0d\\x0a\n"
        "  hint: if its boot.py prints from a timer or a thread, stop that and run the same "
        "command again");
}

TEST(BoardFolder, IsNamedFromTheRoot) {
    EXPECT_EQ(board_folder("/"), "/");
    EXPECT_EQ(board_folder("/lib"), "/lib");
    EXPECT_EQ(board_folder("sd/app/"), "/sd/app");
    for (const char* const text : {"", "..", "/a/../b", "a//b"}) {
        EXPECT_EQ(error_exit([&] { (void)board_folder(text); }), Exit::wrong_use) << text;
    }
    EXPECT_EQ(error_text([] { (void)board_folder("/a/.."); }),
              "error: \"/a/..\" is no folder on a board\n"
              "  hint: name it from the root: /, /lib, /sd/app");
}

}  // namespace
}  // namespace perth::cli
