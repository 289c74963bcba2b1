#include "cli/debug/probe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;

Board board(const std::string& name) { return load_board(name, board_path({}, PERTH_SOURCE_DIR)); }

/// Returns every board whose chip OpenOCD knows.
std::vector<Board> boards_of_openocd() {
    const BoardPath path = board_path({}, PERTH_SOURCE_DIR);
    std::vector<Board> found;
    for (const std::string& name : board_names(path)) {
        Board each = load_board(name, path);
        if (!each.openocd.empty()) found.push_back(std::move(each));
    }
    return found;
}

TEST(Probe, IsTheOneOnTheBoardOrTheOneThatIsNamed) {
    EXPECT_THAT(server_arguments(probe_plan(board("nucleo-f401re"), ProbeServer::openocd, {})),
                ElementsAre("openocd", "-f", "interface/stlink.cfg", "-f", "target/stm32f4x.cfg",
                            "-c", "bindto 127.0.0.1", "-c", "gdb_port 0", "-c", "tcl_port disabled",
                            "-c", "telnet_port disabled"));
    EXPECT_EQ(probe_plan(board("pico"), ProbeServer::openocd, "interface/jlink.cfg").probe,
              "interface/jlink.cfg");
    EXPECT_THAT(
        server_arguments(probe_plan(board("pico"), ProbeServer::pyocd, {})),
        ElementsAre("pyocd", "gdbserver", "--no-wait", "--target", "rp2040", "--port", "0"));
}

TEST(Probe, MustBeNamedForABoardWithoutOne) {
    EXPECT_EQ(error_text([] { (void)probe_plan(board("pico"), ProbeServer::openocd, {}); }),
              "error: board pico has no debug probe of its own\n"
              "  OpenOCD must be told which one is attached\n"
              "  hint: perth debug -b pico --via openocd --probe interface/cmsis-dap.cfg");
    EXPECT_EQ(error_text([] { (void)probe_plan(board("lm3s6965evb"), ProbeServer::pyocd, {}); }),
              "error: board lm3s6965evb cannot be debugged through pyOCD\n"
              "  the definition of its chip lm3s6965 has no \"pyocd\"");
}

TEST(Probe, ReadsThePortThatAServerListensAt) {
    EXPECT_EQ(gdb_port_in("Info : Listening on port 33211 for gdb connections"), 33211);
    EXPECT_EQ(gdb_port_in("0000680 I GDB server listening on port 40001 (core 0) [gdbserver]"),
              40001);
    EXPECT_EQ(gdb_port_in("0000680:INFO:gdbserver:GDB server started on port 3334"), 3334);
    for (const char* const line :
         {"Info : Listening on port 6666 for tcl connections", "GDB server", "", " port ",
          "Info : Listening on port  for gdb connections", "for gdb connections on port 99999",
          "Info : Listening on port -3 for gdb connections"}) {
        EXPECT_EQ(gdb_port_in(line), 0) << line;
    }
}

// The installed OpenOCD reads each pair of names; nothing has to be attached for that.
TEST(Probe, HasNamesThatTheInstalledOpenOcdKnows) {
    ASSERT_TRUE(find_program("openocd")) << "on Debian: apt install openocd";
    std::set<std::vector<std::string>> tried;
    for (const Board& each : boards_of_openocd()) {
        ProbePlan plan = probe_plan(each, ProbeServer::openocd,
                                    each.probe.empty() ? "interface/cmsis-dap.cfg" : "");
        std::vector<std::string> args = server_arguments(plan);
        if (!tried.insert(args).second) continue;
        args.insert(args.end(), {"-c", "echo read", "-c", "shutdown"});
        const Finished done = run({.args = args});
        EXPECT_THAT(done.err, testing::HasSubstr("read\n")) << each.name;
        EXPECT_THAT(done.err, testing::Not(testing::HasSubstr("Error"))) << each.name;
    }
    EXPECT_GE(tried.size(), 5U);
}

TEST(Probe, TellsInOpenOcdsWordsThatNothingIsAttached) {
    const ProbePlan plan = {
        .board = "my-board", .probe = "interface/cmsis-dap.cfg", .target = "target/rp2040.cfg"};
    EXPECT_EQ(error_text([&] { const Probe probe(plan); }),
              "error: OpenOCD does not reach a chip of board my-board\n"
              "  Error: unable to find a matching CMSIS-DAP device\n"
              "  hint: attach the probe, power the board, and run the same command again; perth "
              "doctor tells whether this user may open it");
}

TEST(Probe, TellsInOpenOcdsWordsThatItDoesNotKnowAName) {
    const ProbePlan plan = {
        .board = "my-board", .probe = "interface/no-such.cfg", .target = "target/rp2040.cfg"};
    EXPECT_THAT(error_text([&] { const Probe probe(plan); }),
                testing::HasSubstr("\n  embedded:startup.tcl:28: Error: Can't find "
                                   "interface/no-such.cfg\n"));
}

}  // namespace
}  // namespace perth::cli
