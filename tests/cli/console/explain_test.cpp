#include "cli/console/explain.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "cli/image/symbols.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* build = "1a2b3c4d5e6f70819293a4b5c6d7e8f901234567";
constexpr const char* program = R"(volatile unsigned sink;
[[gnu::noinline]] void inner(int) {
    sink = 1;
}
extern "C" void begin() {
    inner(3);
    sink = 4;
}
)";

/// A project with one firmware for a board.
class Explain : public testing::Test {
protected:
    Explain() {
        namespace fs = std::filesystem;
        fs::create_directories(project_ / "build/board");
        fs::create_directories(project_ / "src");
        std::ofstream(project_ / "src/main.cpp") << program;
        const Finished done = run(
            {.args = {"clang++-19", "--target=thumbv7m-none-eabi", "-Os", "-g", "-ffreestanding",
                      "-nostdlib", "-fuse-ld=lld", "-Wl,-Ttext=0x08000000,-e,begin",
                      std::string("-Wl,--build-id=0x") + build,
                      "-ffile-prefix-map=" + project_.string() + "=.", project_ / "src/main.cpp",
                      "-o", elf_},
             .folder = project_});
        EXPECT_EQ(done.exit_code, 0) << done.err;
    }

    /// Returns the first address in this line of the sources.
    [[nodiscard]] std::uint64_t address_of(unsigned line) const {
        const Symbols symbols(elf_);
        for (std::uint64_t address = 0x08000000; address < 0x08000100; address += 2) {
            const auto places = symbols.at(address);
            if (!places.empty() && places.front().line == line) return address;
        }
        return 0;
    }
    [[nodiscard]] std::uint64_t return_address() const {
        const Symbols symbols(elf_);
        std::uint64_t address = 0x08000001;
        while (!symbols.is_return_address(address)) address += 2;
        return address;
    }

    TemporaryFolder folder_;
    std::filesystem::path project_ = folder_.path() / "project";
    std::filesystem::path elf_ = project_ / "build/board/x.elf";
};

TEST_F(Explain, NamesFunctionFileAndLineOfEachAddress) {
    Dump dump{.headline = "panic x: 0 0",
              .build = build,
              .task = "3",
              .task_code = address_of(6),
              .registers = {{"pc", address_of(3)}, {"lr", return_address()}, {"sp", 0x20000000}},
              .stack = {0, 0x08000000, return_address(), return_address(), 0xffffffff}};
    const std::string lr = fmt::format("{:08x}", return_address());
    EXPECT_THAT(explain(dump, built_files(project_, "board")),
                ElementsAre(std::string("build ") + build + ": " + elf_.string(),
                            fmt::format("task 3 {:08x}: begin at src/main.cpp:6", address_of(6)),
                            fmt::format("pc {:08x}: inner(int) at src/main.cpp:3", address_of(3)),
                            "lr " + lr + ": begin at src/main.cpp:6"));
    dump.registers.resize(1);
    EXPECT_EQ(explain(dump, built_files(project_, "")).back(),
              "stack " + lr + ": begin at src/main.cpp:6");
}

TEST_F(Explain, RefusesAStaleElfAndSaysSo) {
    const Dump dump{.headline = "panic x: 0 0",
                    .build = "ffffffff5e6f70819293a4b5c6d7e8f901234567",
                    .task = "3",
                    .task_code = 0x08000000,
                    .registers = {{"pc", 0x08000000}, {"lr", 0x08000003}},
                    .stack = {}};
    EXPECT_THAT(explain(dump, built_files(project_, "board")),
                ElementsAre("build ffffffff5e6f70819293a4b5c6d7e8f901234567: no ELF here has it, "
                            "so that addresses stay numbers",
                            "  " + elf_.string() + " has build 1a2b3c4d", "task 3 08000000",
                            "pc 08000000"));
}

TEST_F(Explain, FindsFirmwaresInTheBuildFolders) {
    std::ofstream(project_ / "build/board/broken.elf") << "no ELF";
    std::ofstream(project_ / "build/board/x.map") << "";
    const auto files = built_files(project_, "board");
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files.front().file, elf_);
    EXPECT_TRUE(is_build(files.front(), "1a2b3c4d"));
    EXPECT_FALSE(is_build(files.front(), "1a2b3c4"));  // too few digits tell nothing
    EXPECT_FALSE(is_build(files.front(), "1a2b3c4e"));
    EXPECT_THAT(built_files(project_, "other"), IsEmpty());
    EXPECT_THAT(built_files("/nowhere", ""), IsEmpty());
}

TEST(ExplainFault, NamesTheCause) {
    const auto cause = [](std::uint64_t cfsr) {
        const Dump dump{.headline = "fault BusFault",
                        .build = {},
                        .task = {},
                        .task_code = {},
                        .registers = {{"cfsr", cfsr}, {"mmfar", 0x10}, {"bfar", 0xf0000000}},
                        .stack = {}};
        const auto lines = explain(dump, {});
        return lines.empty() ? "" : lines.front();
    };
    const std::map<unsigned, std::string> bits = {
        {0, "an instruction where none may be fetched"},
        {1, "an access that the memory protection refused"},
        {3, "a memory fault on return from an exception"},
        {4, "a memory fault on entry to an exception"},
        {8, "a bus error at an instruction"},
        {9, "a bus error"},
        {10, "a bus error some instructions ago"},
        {11, "a bus error on return from an exception"},
        {12, "a bus error on entry to an exception"},
        {16, "an undefined instruction"},
        {17, "a jump to an address that is not Thumb"},
        {18, "a return from an exception that is none"},
        {19, "a floating-point instruction while the unit is off"},
        {24, "an unaligned access"},
        {25, "a division by zero"},
    };
    for (const auto& [bit, text] : bits) EXPECT_EQ(cause(1U << bit), "cause: " + text);
    EXPECT_EQ(cause(0x00008200), "cause: a bus error, address f0000000");
    EXPECT_EQ(cause(0x00000082),
              "cause: an access that the memory protection refused, address "
              "00000010");
    EXPECT_EQ(cause(0), "");
}

TEST(ExplainFault, OfNothingIsNothing) { EXPECT_THAT(explain(Dump{}, {}), IsEmpty()); }

}  // namespace
}  // namespace perth::cli
