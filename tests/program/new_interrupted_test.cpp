// Ctrl-C at every step of `perth new`: each system call is a step.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "tests/cli/commands/perth.hpp"
#include "tests/cli/commands/traced.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t count_files(const fs::path& folder) {
    return std::distance(fs::recursive_directory_iterator(folder), {});
}

/// An attempt, and how many files and folders there are before and after it.
struct Attempt {
    const char* name;
    std::vector<std::string> arguments;
    const char* before;  ///< a file that is there already; empty: none
    std::ptrdiff_t few;
    std::ptrdiff_t all;
};

void PrintTo(const Attempt& attempt, std::ostream* out) { *out << attempt.name; }

class InterruptedNew : public testing::TestWithParam<Attempt> {
protected:
    [[nodiscard]] fs::path folder() const { return perth_.folder() / "work"; }

    [[nodiscard]] Interruption attempt(long step) const {
        fs::remove_all(folder());
        fs::create_directory(folder());
        if (*GetParam().before != '\0') perth_.write(fs::path("work") / GetParam().before, "mine");
        return interrupt_at(step, GetParam().arguments, folder());
    }

    /// Says whether everything or nothing was done, or what else.
    [[nodiscard]] std::string verdict(const Interruption& done) const {
        const std::ptrdiff_t files = count_files(folder());
        const bool all = files == GetParam().all && (done.exit_code == 0 || done.exit_code == 130);
        const bool nothing = files == GetParam().few && done.exit_code == 130;
        return all || nothing ? "all or nothing"
                              : "exit code " + std::to_string(done.exit_code) + ", " +
                                    std::to_string(files) + " files and folders";
    }

    Perth perth_;
};

TEST_P(InterruptedNew, DoesAllOrNothing) {
    long steps = 0;
    for (;; ++steps) {
        const Interruption done = attempt(steps + 1);
        if (!done.possible) GTEST_SKIP() << "this system lets nobody trace a process";
        ASSERT_EQ(verdict(done), "all or nothing") << "at step " << steps + 1;
        if (!done.happened) break;
    }
    std::printf("interrupted at each of %ld steps\n", steps);
    EXPECT_GT(steps, 200);
}

// "all" counts hello, src, test and six files.
const Attempt attempts[] = {
    {"InAFolderOfItsOwn", {PERTH_PROGRAM, "new", "hello", "--no-git"}, "", 0, 9},
    {"InAFolderThatIsInUse",
     {PERTH_PROGRAM, "new", "hello", "--no-git", "--force"},
     "hello/src/mine.txt",
     3,
     10},
};

INSTANTIATE_TEST_SUITE_P(New, InterruptedNew, testing::ValuesIn(attempts),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace perth::cli
