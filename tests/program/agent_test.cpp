// What the agent costs a firmware: nothing where there is no console, or no agent.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/build/elf.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Where the agent is measured.
struct Chip {
    std::string core;
    std::string board;
    std::size_t mover;  // the first bytes of the flash, which it has alone
    std::size_t most;   // what it may cost, bytes of flash
};

/// A project of a template, built with and without the agent.
class Agent : public testing::TestWithParam<Chip> {
protected:
    struct Built {
        std::size_t flash = 0;
        std::size_t symbols = 0;  // of the agent
        std::size_t end = 0;      // of the image
    };

    Built build(const std::string& name, bool agent) {
        const std::string& board = GetParam().board;
        const fs::path folder = temporary_.path() / fmt::format("{}-{}", name, agent);
        EXPECT_EQ(perth({"new", folder, "-t", name, "-b", board}).exit_code, 0);
        std::string manifest = read_file(folder / "perth.json");
        if (!agent) manifest.replace(manifest.find('{'), 1, "{\n  \"agent\": false,");
        write_file(folder / "perth.json", manifest);
        const Finished done = perth({"build", "-C", folder});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        const fs::path stem = folder / "build" / board / folder.filename();
        const auto symbols = read_elf(stem.string() + ".elf").symbols;
        // What is behind the mover in its sector is erased flash; a byte 0xFF of the build id looks
        // like it.
        const std::string bytes = read_file(stem.string() + ".bin");
        const auto erased = std::count(bytes.begin(), bytes.end(), '\xFF');
        return {.flash = bytes.size() - static_cast<std::size_t>(erased),
                .symbols = static_cast<std::size_t>(
                    std::count_if(symbols.begin(), symbols.end(),
                                  [](const ElfSymbol& symbol) {
                                      return symbol.name.find("console_tap") != std::string::npos ||
                                             symbol.name.find("PacketReader") != std::string::npos;
                                  })),
                .end = bytes.size()};
    }

private:
    [[nodiscard]] Finished perth(std::vector<std::string> args) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        return run({.args = std::move(args),
                    .folder = temporary_.path(),
                    .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}});
    }

    TemporaryFolder temporary_;
};

class AgentWithoutConsole : public Agent {};

TEST_P(AgentWithoutConsole, CostsNothing) {
    const Built with = build("blink", true);
    EXPECT_EQ(with.symbols, 0U);
    EXPECT_LT(with.end, GetParam().mover);
    EXPECT_EQ(with.end, build("blink", false).end);
}

TEST_P(Agent, IsThereWithTheConsoleUnlessSwitchedOff) {
    const Built with = build("counter", true);
    const Built without = build("counter", false);
    EXPECT_GT(with.symbols, 0U);
    EXPECT_EQ(without.symbols, 0U);
    fmt::print("the agent on {}: {} bytes of flash\n", GetParam().core, with.flash - without.flash);
    EXPECT_LE(with.flash - without.flash, GetParam().most);
}

const Chip m4 = {"Cortex-M4", "pyboard-v11", 16 * 1024, 6'600};
const auto name_of = [](const auto& chip) { return chip.param.board.substr(0, 4); };

INSTANTIATE_TEST_SUITE_P(Chip, AgentWithoutConsole, testing::Values(m4), name_of);
INSTANTIATE_TEST_SUITE_P(Chip, Agent,
                         testing::Values(m4, Chip{"Cortex-M0", "microbit", 1024, 6'600}), name_of);

}  // namespace
}  // namespace perth::cli
