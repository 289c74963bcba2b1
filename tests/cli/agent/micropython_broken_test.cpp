// A sync that breaks: at each byte in either direction, and at each thing that the board's file
// system does. Whatever the board has then is old or new, and the next sync succeeds.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "cli/support/error.hpp"
#include "tests/cli/agent/micropython_synced.hpp"

namespace perth::cli {
namespace {

using fakes::MicroPythonBoard;

const std::map<std::string, std::string> old_files = {
    {"main.py", "print('old')\n"}, {"lib/same.py", "x = 1\n"}, {"gone.py", "bye\n"}};
const std::map<std::string, std::string> new_files = {
    {"main.py", "print('new')\nprint('new')\n"},
    {"lib/same.py", "x = 1\n"},
    {"lib/more.py", std::string(300, '#') + "\n"}};

/// A small window and little memory: more bytes at which something can happen.
MicroPythonBoard board_with_old_files(bool fat) {
    MicroPythonBoard board({.window = 32,
                            .facts = {.digest = BoardDigest::sha256,
                                      .renames = true,
                                      .base64 = true,
                                      .free_memory = 1},
                            .fat = fat});
    (void)sync(board, {.sources = sources_of(old_files)});
    return board;
}

const MicroPythonSync wanted = {.sources = sources_of(new_files), .removes = true};

std::string content_in(const std::map<std::string, std::string>& files, const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? "(none)" : found->second;
}

/// Everything that the board has is as it was or as it is to be; on FAT a file may have its new
/// content under the temporary name alone.
void expect_nothing_half(const MicroPythonBoard& board, bool fat) {
    const auto files = files_of(board);
    for (const char* const path : {"main.py", "lib/same.py", "lib/more.py", "gone.py"}) {
        const std::string there = content_in(files, std::string("/") + path);
        const std::string before = content_in(old_files, path);
        const std::string after = content_in(new_files, path);
        const std::string temporary = content_in(files, std::string("/") + path + "~perth");
        const bool between = fat && there == "(none)" && temporary == after;
        EXPECT_TRUE(there == before || there == after || between) << path << ": " << there;
    }
}

/// What the line garbled may have made a temporary file of another name; no more than that.
void expect_next_sync_succeeds(MicroPythonBoard& board, bool is_garbled) {
    board.breaks({});
    (void)sync(board, wanted);
    std::map<std::string, std::string> expected;
    for (const auto& [path, content] : new_files) expected["/" + path] = content;
    auto files = files_of(board);
    if (is_garbled) {
        std::erase_if(files, [&](const auto& file) { return !expected.contains(file.first); });
        EXPECT_LE(board.files.size(), expected.size() + 2);  // and the record
        EXPECT_FALSE(board.files.contains("/gone.py"));
    }
    EXPECT_EQ(files, expected);
}

/// How often a sync was broken, and how it took that.
struct Count {
    std::size_t tried = 0;
    std::size_t failed = 0;  ///< with an error
};

/// Breaks syncs at 0, 1, 2 … until one ends before it is broken.
template <typename MakeFault, typename Reached>
Count break_everywhere(bool fat, const MakeFault& make_fault, const Reached& reached) {
    Count count;
    const MicroPythonBoard unbroken = board_with_old_files(fat);
    for (std::size_t at = 0;; ++at) {
        MicroPythonBoard board = unbroken;
        board.breaks(make_fault(at));
        bool failed = false;
        try {
            (void)sync(board, wanted);
        } catch (const Error&) {
            failed = true;
        }
        if (!failed && reached(board) <= at) return count;
        ++count.tried;
        count.failed += failed ? 1 : 0;
        expect_nothing_half(board, fat);
        const auto fault = make_fault(at);
        expect_next_sync_succeeds(board, fault.flip_sent || fault.flip_received);
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << "broken at " << at;
            return count;
        }
    }
}

void print(const char* what, const Count& count) {
    std::printf("%zu %s: %zu syncs failed, every next one succeeded\n", count.tried, what,
                count.failed);
    EXPECT_GT(count.tried, 20U);
}

class MicroPythonBroken : public testing::TestWithParam<bool> {};

TEST_P(MicroPythonBroken, LineCutAtEachByteToTheBoard) {
    const Count count = break_everywhere(
        GetParam(), [](std::size_t at) { return MicroPythonBoard::Fault{.cut_sent = at}; },
        [](const MicroPythonBoard& board) { return board.sent(); });
    print("bytes to the board cut", count);
    EXPECT_EQ(count.failed, count.tried);
}

TEST(MicroPythonBrokenLine, LineCutAtEachByteFromTheBoard) {
    const Count count = break_everywhere(
        false, [](std::size_t at) { return MicroPythonBoard::Fault{.cut_received = at}; },
        [](const MicroPythonBoard& board) { return board.received(); });
    print("bytes from the board cut", count);
    EXPECT_EQ(count.failed, count.tried);
}

TEST_P(MicroPythonBroken, PowerCutAtEachFileOperation) {
    const Count count = break_everywhere(
        GetParam(), [](std::size_t at) { return MicroPythonBoard::Fault{.power_cut = at}; },
        [](const MicroPythonBoard& board) { return board.operations(); });
    print("file operations at which the power failed", count);
    EXPECT_EQ(count.failed, count.tried);
}

// A byte that comes as another may be one that nobody looks at, such as in boot.py's output; then
// the sync succeeds.
TEST(MicroPythonBrokenLine, EachByteToTheBoardComesAsAnother) {
    const Count count = break_everywhere(
        false, [](std::size_t at) { return MicroPythonBoard::Fault{.flip_sent = at}; },
        [](const MicroPythonBoard& board) { return board.sent(); });
    print("bytes to the board changed", count);
}

TEST(MicroPythonBrokenLine, EachByteFromTheBoardComesAsAnother) {
    const Count count = break_everywhere(
        false, [](std::size_t at) { return MicroPythonBoard::Fault{.flip_received = at}; },
        [](const MicroPythonBoard& board) { return board.received(); });
    print("bytes from the board changed", count);
}

INSTANTIATE_TEST_SUITE_P(FileSystems, MicroPythonBroken, testing::Values(false, true),
                         [](const auto& info) { return info.param ? "Fat" : "Littlefs"; });

TEST(MicroPythonResumed, GoesOnInTheMiddleOfAFile) {
    MicroPythonBoard board;
    const auto files = sources_of({{"big.bin", std::string(20'000, 'a')}});
    board.breaks({.cut_sent = 12'000});
    EXPECT_THROW((void)sync(board, {.sources = files}), Error);
    board.breaks({});
    const SyncOutcome outcome = sync(board, {.sources = files});
    ASSERT_EQ(outcome.plan.copies.size(), 1U);
    EXPECT_GT(outcome.plan.copies[0].resume_at, 5'000U);
    EXPECT_LT(outcome.plan.bytes, 15'000U);
    EXPECT_EQ(board.files.at("/big.bin"), Bytes(20'000, 'a'));
}

}  // namespace
}  // namespace perth::cli
