// The runtime's part of a firmware does not move when the program changes but calls the same.
#include <gtest/gtest.h>

#include <map>

#include "cli/build/elf.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

class Layout : public testing::Test {
protected:
    [[nodiscard]] Finished perth(std::vector<std::string> args) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        return run({.args = std::move(args),
                    .folder = temporary_.path(),
                    .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}});
    }

    /// Builds the project and returns the address of every function and object of the runtime.
    [[nodiscard]] std::map<std::string, std::uint64_t> runtime_symbols() const {
        const Finished done = perth({"build", "-C", "hello"});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        std::map<std::string, std::uint64_t> found;
        const auto file = temporary_.path() / "hello/build/pyboard-v11/hello.elf";
        for (const ElfSymbol& symbol : read_elf(file).symbols) {
            const bool is_programs = symbol.name.rfind("perth::app::", 0) == 0;
            if (symbol.name.rfind("perth::", 0) == 0 && !is_programs)
                found[symbol.name] = symbol.address;
        }
        return found;
    }

    TemporaryFolder temporary_;
};

TEST_F(Layout, KeepsEveryRuntimeSymbolWhereItIsWhileTheProgramCallsTheSame) {
    ASSERT_EQ(perth({"new", "hello", "-t", "counter", "-b", "pyboard-v11"}).exit_code, 0);
    const auto before = runtime_symbols();
    EXPECT_GT(before.size(), 20U);
    const fs::path source = temporary_.path() / "hello/src/main.cpp";
    std::string text = read_file(source);
    const std::size_t at = text.find("perth::println(\"count {}\", seconds);");
    ASSERT_NE(at, std::string::npos);
    // As many instructions more as this takes, but no other function of the runtime.
    text.insert(at, "if (seconds % 3 == 2) seconds += seconds / 7;\n");
    write_file(source, text);
    EXPECT_EQ(runtime_symbols(), before);
}

}  // namespace
}  // namespace perth::cli
