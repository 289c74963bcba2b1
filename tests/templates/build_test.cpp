// Every template makes a project that builds without a warning and passes its tests, on host and on
// one board a family, where no heap, long division or exception gets into the firmware.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <utility>
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

/// A board, and the templates that are tried on it.
struct Share {
    std::string board;
    std::vector<std::string> templates;
};

void PrintTo(const Share& share, std::ostream* out) { *out << share.board; }

/// Returns the templates that suit a board.
std::vector<std::string> templates_for(const Board& board) {
    std::vector<std::string> names = template_names(PERTH_SOURCE_DIR);
    std::erase_if(names, [&](const std::string& name) {
        return !suits(find_template(name, PERTH_SOURCE_DIR), board);
    });
    return names;
}

/// Returns few boards on which each template meets each port that it suits, in an emulator if
/// there is one.
std::vector<Share> shares() {
    std::vector<Share> boards;
    for (const std::string& name : every_board()) {
        boards.push_back({name, templates_for(load_board(name, installed_boards()))});
    }
    const auto rank = [](const Share& share) {
        return std::tuple(has_emulator(load_board(share.board, installed_boards())),
                          share.templates.size(), share.board);
    };
    std::ranges::sort(boards, std::greater(), rank);

    std::set<std::pair<std::string, std::string>> tried;  // port and template
    for (Share& share : boards) {
        const std::string port = load_board(share.board, installed_boards()).port;
        std::erase_if(share.templates, [&](const std::string& source) {
            return !tried.emplace(port, source).second;
        });
    }
    std::erase_if(boards, [](const Share& share) { return share.templates.empty(); });
    return boards;
}

/// A board's templates become one project, one after the other: its runtime is built once.
class TemplatesOnBoard : public testing::TestWithParam<Share> {
protected:
    TemplatesOnBoard() { perth_.share_compiler_cache(); }

    [[nodiscard]] const std::string& board_name() const { return GetParam().board; }

    void make(const std::string& source) const {
        std::filesystem::create_directory(perth_.folder() / "try");
        for (const auto& part : std::filesystem::directory_iterator(perth_.folder() / "try")) {
            if (part.path().filename() != "build") std::filesystem::remove_all(part);
        }
        const auto made =
            perth_.run({"new", "try", "-t", source, "-b", board_name(), "--no-git", "--force"});
        ASSERT_EQ(made.exit_code, 0) << made.err;
    }
    void build() const {
        const Finished built = perth_.run({"-C", "try", "build"});
        EXPECT_EQ(built.exit_code, 0) << built.err;
        EXPECT_THAT(built.err, Not(HasSubstr("warning")));
        if (board_.port == "host") return;  // it may use the heap
        const Finished symbols =
            perth_.run_other({PERTH_FORBIDDEN, PERTH_NM, "try/build/" + board_name() + "/try.elf"});
        EXPECT_EQ(symbols.exit_code, 0) << symbols.out << symbols.err;
    }
    void test() const {
        if (!has_emulator(board_)) return;
        const Finished tested = perth_.run({"-C", "try", "test", "-b", board_name()});
        EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
        EXPECT_THAT(tested.err, HasSubstr(" passed on " + board_name()));
        EXPECT_THAT(tested.err, Not(HasSubstr("warning")));
    }

    Perth perth_;
    Board board_ = load_board(board_name(), installed_boards());
};

TEST_P(TemplatesOnBoard, BuildWithoutAWarningHoldNothingForbiddenAndPassTheirTests) {
    for (const std::string& source : GetParam().templates) {
        SCOPED_TRACE(source);
        make(source);
        build();
        test();
    }
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

INSTANTIATE_TEST_SUITE_P(Each, TemplatesOnBoard, testing::ValuesIn(shares()),
                         [](const auto& info) { return test_name(info.param.board); });

}  // namespace
}  // namespace perth::cli
