#include "cli/image/symbols.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* program = R"(volatile unsigned sink;
namespace { inline __attribute__((always_inline)) void inner() {
    sink = 1;
}
[[gnu::noinline]] void outer(int) {
    inner();
    sink = 2;
} }
extern "C" void begin() {
    outer(3);
    sink = 4;
    (*(void (*volatile*)())&sink)();
}
)";

/// A Thumb program: 2 KiB of flash at 0x08000000.
class SymbolsTest : public testing::Test {
protected:
    SymbolsTest() { std::filesystem::create_directory(folder_.path() / "src"); }

    std::filesystem::path compiled(const std::vector<std::string>& options = {}) {
        write_file(folder_.path() / "src/main.cpp", program);
        Command command{
            .args = {"clang++-19", "--target=thumbv7m-none-eabi", "-Os", "-g", "-ffreestanding",
                     "-nostdlib", "-fuse-ld=lld", "-Wl,-Ttext=0x08000000,-e,begin",
                     "-Wl,--build-id=0x1A2b3c4d5e6f70819293a4b5c6d7e8f901234567",
                     "-ffunction-sections", "-ffile-prefix-map=" + folder_.path().string() + "=.",
                     folder_.path() / "src/main.cpp", "-o", elf_},
            .folder = folder_.path()};
        command.args.insert(command.args.end(), options.begin(), options.end());
        const Finished done = run(command);
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return elf_;
    }

    /// Returns the addresses of the program whose place is in this line, without repetition.
    static std::vector<std::uint64_t> addresses_of(const Symbols& symbols, unsigned line) {
        std::vector<std::uint64_t> found;
        for (std::uint64_t address = 0x08000000; address < 0x08000800; address += 2) {
            const auto places = symbols.at(address);
            if (!places.empty() && places.front().line == line) found.push_back(address);
        }
        return found;
    }

    TemporaryFolder folder_;
    const std::filesystem::path elf_ = folder_.path() / "x.elf";
};

TEST_F(SymbolsTest, ReadTheBuildId) {
    const Symbols symbols(compiled());
    EXPECT_EQ(symbols.build_id(), "1a2b3c4d5e6f70819293a4b5c6d7e8f901234567");
    EXPECT_TRUE(symbols.is_fixed());
}

TEST_F(SymbolsTest, NameFunctionFileAndLineAndWhatItWasInlinedInto) {
    const Symbols symbols(compiled());
    const auto addresses = addresses_of(symbols, 3);
    ASSERT_FALSE(addresses.empty());
    const CodePlace inner{"(anonymous namespace)::inner()", "src/main.cpp", 3};
    const CodePlace outer{"(anonymous namespace)::outer(int)", "src/main.cpp", 6};
    EXPECT_THAT(symbols.at(addresses.front()), ElementsAre(inner, outer));
    EXPECT_THAT(symbols.at(addresses.front() | 1), ElementsAre(inner, outer));
    EXPECT_EQ(to_string(inner), "(anonymous namespace)::inner() at src/main.cpp:3");
}

TEST_F(SymbolsTest, KnowTheCallsThatReturnToAnAddress) {
    const Symbols symbols(compiled());
    std::vector<unsigned> lines;
    for (std::uint64_t address = 0x08000001; address < 0x08000800; address += 2) {
        EXPECT_FALSE(symbols.is_return_address(address - 1));
        if (!symbols.is_return_address(address)) continue;
        const auto calls = symbols.call_before(address);
        ASSERT_FALSE(calls.empty());
        lines.push_back(calls.back().line);
    }
    EXPECT_THAT(lines, ElementsAre(10));  // the last call is a jump: nothing follows it
}

TEST_F(SymbolsTest, KnowCallsThroughARegister) {
    const Symbols symbols(compiled({"-O0", "-fno-inline"}));
    std::vector<unsigned> lines;
    for (std::uint64_t address = 0x08000001; address < 0x08000800; address += 2) {
        if (symbols.is_return_address(address)) {
            lines.push_back(symbols.call_before(address).back().line);
        }
    }
    EXPECT_THAT(lines, ::testing::IsSupersetOf({10U, 12U}));
}

TEST_F(SymbolsTest, HaveNothingWhereThereIsNoCode) {
    const Symbols symbols(compiled());
    for (const std::uint64_t address :
         {0ULL, 1ULL, 0x07ffffffULL, 0x20000000ULL, 0xffffffffULL, 0xffffffffffffffffULL}) {
        EXPECT_THAT(symbols.at(address), IsEmpty());
        EXPECT_THAT(symbols.call_before(address), IsEmpty());
        EXPECT_FALSE(symbols.is_return_address(address));
    }
}

TEST_F(SymbolsTest, NameFunctionsWithoutDebugInformation) {
    const Symbols symbols(compiled({"-g0"}));
    const auto places = symbols.at(0x08000000);
    EXPECT_THAT(places, ElementsAre(CodePlace{"begin", "", 0}));
    EXPECT_EQ(to_string(places.front()), "begin");
}

TEST_F(SymbolsTest, KnowAPositionIndependentExecutable) {
    const Symbols symbols(compiled({"-fPIE", "-Wl,-pie"}));
    EXPECT_FALSE(symbols.is_fixed());
}

TEST_F(SymbolsTest, RefuseWhatIsNoElf) {
    write_file(elf_, "no ELF at all");
    EXPECT_EQ(error_text([&] { const Symbols symbols(elf_); }),
              "error: cannot read the symbols of " + elf_.string() +
                  "\n"
                  "  not a valid ELF file");
    EXPECT_EQ(error_exit([&] { const Symbols symbols(elf_); }), Exit::wrong_use);
}

TEST_F(SymbolsTest, RefuseAFileThatIsNotThere) {
    EXPECT_EQ(error_text([] { const Symbols symbols("/nowhere.elf"); }),
              "error: cannot read the symbols of /nowhere.elf\n"
              "  No such file or directory");
}

TEST_F(SymbolsTest, SurviveAFileThatIsCut) {
    for (std::uintmax_t size = std::filesystem::file_size(compiled()); size > 0;
         size -= std::min<std::uintmax_t>(size, 17)) {
        std::filesystem::resize_file(elf_, size);
        try {
            const Symbols symbols(elf_);
            (void)symbols.at(0x08000004);
            (void)symbols.is_return_address(0x08000009);
        } catch (const Error& error) {
            EXPECT_EQ(error.parts().fault, Fault::bad_input);
        }
    }
}

}  // namespace
}  // namespace perth::cli
