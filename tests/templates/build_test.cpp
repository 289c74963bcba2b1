// Every template makes a project that builds without a warning and passes its tests, on host and on
// one board a family, where no heap, long division or exception gets into the firmware.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "cli/emulator/nearest.hpp"
#include "cli/project/template.hpp"
#include "cli/support/files.hpp"
#include "tests/boards/each_board.hpp"
#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Pair {
    std::string source;
    std::string board;
};

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.source << " on " << pair.board; }

/// Returns our boards, those that an emulator runs first.
std::vector<std::string> emulated_first() {
    std::vector<std::string> names;
    for (const bool emulated : {true, false}) {
        for (const std::string& name : every_board()) {
            const Board board = load_board(name, installed_boards());
            if (has_emulator(board) == emulated) names.push_back(name);
        }
    }
    return names;
}

/// Returns each template with the first board of each port that suits it.
std::vector<Pair> pairs() {
    const std::vector<std::string> names = emulated_first();
    std::vector<Pair> found;
    for (const std::string& name : template_names(PERTH_SOURCE_DIR)) {
        const Template source = find_template(name, PERTH_SOURCE_DIR);
        std::set<std::string> ports;
        for (const std::string& board_name : names) {
            const Board board = load_board(board_name, installed_boards());
            if (suits(source, board) && ports.insert(board.port).second) {
                found.push_back({name, board_name});
            }
        }
    }
    return found;
}

class EachTemplate : public testing::TestWithParam<Pair> {};

TEST_P(EachTemplate, BuildsWithoutAWarningAndHoldsNothingForbidden) {
    const auto& [source, board] = GetParam();
    Perth perth;
    perth.share_compiler_cache();
    ASSERT_EQ(perth.run({"new", "try", "-t", source, "-b", board, "--no-git"}).exit_code, 0);
    const Finished built = perth.run({"-C", "try", "build"});
    EXPECT_EQ(built.exit_code, 0) << built.err;
    EXPECT_EQ(built.err.find("warning"), std::string::npos) << built.err;
    const std::string elf = "try/build/" + board + "/try.elf";
    EXPECT_TRUE(perth.has(elf));
    if (load_board(board, installed_boards()).port == "host") return;  // it may use the heap
    const Finished symbols = perth.run_other({PERTH_FORBIDDEN, PERTH_NM, elf});
    EXPECT_EQ(symbols.exit_code, 0) << symbols.out << symbols.err;
}

TEST_P(EachTemplate, PassesItsOwnTests) {
    const auto& [source, board] = GetParam();
    if (!has_emulator(load_board(board, installed_boards()))) GTEST_SKIP() << "no emulator";
    Perth perth;
    perth.share_compiler_cache();
    ASSERT_EQ(perth.run({"new", "try", "-t", source, "-b", board, "--no-git"}).exit_code, 0);
    const Finished tested = perth.run({"-C", "try", "test", "-b", board});
    EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
    EXPECT_NE(tested.err.find(" passed on " + board), std::string::npos) << tested.err;
    EXPECT_EQ(tested.err.find("warning"), std::string::npos) << tested.err;
}

/// "thread_safe_flag" is ThreadSafeFlag.
std::string class_of_file(const std::string& stem) {
    std::string name;
    bool upper = true;
    for (const char c : stem) {
        if (c != '_') name += upper ? static_cast<char>(std::toupper(c)) : c;
        upper = c == '_';
    }
    return name;
}

TEST(UnusedParts, OfSyncAreNotInBlink) {
    Perth perth;
    perth.share_compiler_cache();
    ASSERT_EQ(perth.run({"new", "blink", "-t", "blink", "-b", "pyboard-v11", "--no-git"}).exit_code,
              0);
    ASSERT_EQ(perth.run({"-C", "blink", "build"}).exit_code, 0);
    const Finished symbols = perth.run_other({PERTH_NM, "-C", "blink/build/pyboard-v11/blink.elf"});
    ASSERT_THAT(symbols.out, HasSubstr("perth::Scheduler::"));
    const std::filesystem::path runtime = PERTH_SOURCE_DIR "/runtime";
    for (const auto& header : std::filesystem::directory_iterator(runtime / "include/perth/sync")) {
        const std::string name = class_of_file(header.path().stem().string());
        EXPECT_THAT(symbols.out, Not(HasSubstr("::" + name)));
    }
    const std::string map = read_file(perth.folder() / "blink/build/pyboard-v11/blink.map");
    ASSERT_THAT(map, HasSubstr("(scheduler.cpp.o"));
    for (const auto& source : std::filesystem::directory_iterator(runtime / "src/sync")) {
        EXPECT_THAT(map, Not(HasSubstr("(" + source.path().filename().string() + ".o")));
    }
}

INSTANTIATE_TEST_SUITE_P(Templates, EachTemplate, testing::ValuesIn(pairs()), [](const auto& info) {
    return test_name(info.param.source + "_on_" + info.param.board);
});

}  // namespace
}  // namespace perth::cli
