// The runtime's part of a firmware does not change when the program changes but calls the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cli/build/elf.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t flash = 0x0800'0000;
constexpr std::uint64_t ram = 0x2000'0000;

/// What lies in front of the program, and the runtime's objects in RAM.
struct Runtime {
    std::map<std::string, std::uint64_t> symbols;  ///< and their addresses
    std::string code;
};

class Layout : public testing::Test {
protected:
    Layout() {
        EXPECT_EQ(perth({"new", "hello", "-t", "counter", "-b", "pyboard-v11"}).exit_code, 0);
        original_ = read_file(source_);
        before_ = build();
        EXPECT_GT(before_.symbols.size(), 100U);
    }

    [[nodiscard]] Finished perth(std::vector<std::string> args) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        return run({.args = std::move(args),
                    .folder = temporary_.path(),
                    .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}});
    }

    [[nodiscard]] Runtime build() const {
        const Finished done = perth({"build", "-C", "hello"});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        const fs::path elf = temporary_.path() / "hello/build/pyboard-v11/hello.elf";
        const auto all = read_elf(elf).symbols;
        const auto entry = std::find_if(all.begin(), all.end(), [](const ElfSymbol& symbol) {
            return symbol.name == "perth_main(perth::Scheduler&)";
        });
        const std::uint64_t end = entry->address & ~1ULL;
        Runtime runtime;
        for (const ElfSymbol& symbol : all) {
            const bool in_front = symbol.address < end && symbol.name.rfind("perth::app::", 0) != 0;
            const bool in_ram = symbol.address >= ram && symbol.name.rfind("perth::", 0) == 0;
            if (in_front || in_ram) runtime.symbols[symbol.name] = symbol.address;
        }
        runtime.code = read_file(fs::path(elf).replace_extension("bin")).substr(0, end - flash);
        return runtime;
    }

    /// Changes the program and compares.
    void expect_unmoved(const std::string& what, const std::string& replacement) {
        std::string text = original_;
        const std::size_t at = text.find(what);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, what.size(), replacement);
        write_file(source_, text);
        const Runtime after = build();
        EXPECT_EQ(after.symbols, before_.symbols);
        // The build id, and where start-up finds the variables' first values and their end.
        EXPECT_LE(differences(after.code), 20U + 6 * 4);
    }

private:
    [[nodiscard]] std::size_t differences(const std::string& code) const {
        EXPECT_EQ(code.size(), before_.code.size());
        std::size_t count = 0;
        for (std::size_t i = 0; i < std::min(code.size(), before_.code.size()); ++i) {
            if (code[i] != before_.code[i]) ++count;
        }
        return count;
    }

    TemporaryFolder temporary_;
    fs::path source_ = temporary_.path() / "hello/src/main.cpp";
    std::string original_;
    Runtime before_;
};

TEST_F(Layout, LeavesTheRuntimeWhereItIsWhenATextGrows) {
    expect_unmoved("\"count {}\"", "\"this is how many seconds have passed: {}\"");
}

TEST_F(Layout, LeavesTheRuntimeWhereItIsWhenAConstantChanges) {
    expect_unmoved("seconds = 0;", "seconds = 123456;");
}

TEST_F(Layout, LeavesTheRuntimeWhereItIsWhenTheProgramPrintsOnceMore) {
    expect_unmoved("co_await perth::sleep(1s);",
                   "if (seconds % 60 == 59) perth::println(\"minute {}\", seconds / 60);\n"
                   "co_await perth::sleep(1s);");
}

TEST_F(Layout, LeavesTheRuntimeWhereItIsWhenATaskComes) {
    expect_unmoved("}  // namespace\n\nvoid perth_main(perth::Scheduler& sch) {",
                   "perth::Task<> more(perth::Scheduler&) {\n"
                   "    for (unsigned n = 0;; ++n) {\n"
                   "        perth::println(\"more {}\", n);\n"
                   "        co_await perth::sleep(300ms);\n"
                   "    }\n"
                   "}\n"
                   "}  // namespace\n\nvoid perth_main(perth::Scheduler& sch) {\n"
                   "    sch(more);");
}

TEST_F(Layout, LeavesTheRuntimeWhereItIsWhenVariablesCome) {
    expect_unmoved("perth::println(\"count {}\", seconds);",
                   "static unsigned start = 5, counts[100];\n"
                   "counts[seconds % 100] += start++;\n"
                   "perth::println(\"count {}\", counts[seconds % 7]);");
}

}  // namespace
}  // namespace perth::cli
