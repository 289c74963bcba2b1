// `perth debug`: what is wrong with a command line, and what is missing on the machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/commands/perth.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DebugCommand : public testing::Test {
protected:
    DebugCommand() {
        EXPECT_EQ(perth_.run({"new", "hello", "-t", "empty", "-b", "host", "--no-git"}).exit_code,
                  0);
        fs::create_directory(bin_);
        perth_.set("PATH", bin_.string());
    }
    void script(const std::string& name, const std::string& text) {
        perth_.write(fs::path("bin") / name, "#!/bin/sh\n" + text + "\n");
        fs::permissions(bin_ / name, fs::perms::owner_all);
    }
    [[nodiscard]] Finished debug(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"-C", "hello", "debug"});
        return perth_.run(std::move(arguments));
    }

    Perth perth_;
    fs::path bin_ = perth_.folder() / "bin";
};

TEST_F(DebugCommand, WantsAGdbBeforeItBuilds) {
    const Finished arm = debug({"-b", "pico"});
    EXPECT_EQ(arm.err,
              "error: GDB for Arm is not installed\n"
              "  none on the PATH can be used: gdb-multiarch, arm-none-eabi-gdb, gdb\n"
              "  hint: sudo apt install gdb-multiarch\n");
    EXPECT_EQ(arm.exit_code, 4);
    const Finished host = debug({});
    EXPECT_EQ(host.err,
              "error: GDB is not installed\n"
              "  none on the PATH can be used: gdb, gdb-multiarch\n"
              "  hint: sudo apt install gdb\n");
    EXPECT_EQ(host.exit_code, 4);
}

TEST_F(DebugCommand, PassesOverAGdbThatDoesNotKnowArm) {
    script("gdb", "exit 1");
    EXPECT_THAT(debug({"-b", "pico"}).err, HasSubstr("error: GDB for Arm is not installed\n"));
}

TEST_F(DebugCommand, WantsAProbeForABoardWithoutEmulator) {
    const Finished done = debug({"-b", "blackpill-f411ce"});
    EXPECT_EQ(done.err,
              "error: board blackpill-f411ce has no debug probe of its own\n"
              "  OpenOCD must be told which one is attached\n"
              "  hint: perth debug -b blackpill-f411ce --via openocd --probe "
              "interface/cmsis-dap.cfg\n");
    EXPECT_EQ(done.exit_code, 2);
    const Finished emulator = debug({"-b", "blackpill-f411ce", "--via", "emulator"});
    EXPECT_THAT(emulator.err, HasSubstr("error: board blackpill-f411ce has no emulator\n"));
    EXPECT_EQ(emulator.exit_code, 4);
}

TEST_F(DebugCommand, RefusesWhatContradictsItself) {
    const Finished probe = debug({"--via", "pyocd", "--probe", "interface/stlink.cfg"});
    EXPECT_EQ(probe.err,
              "error: --probe does not go with --via pyocd\n"
              "  it is OpenOCD's configuration of a probe\n"
              "  hint: leave out one of them\n");
    EXPECT_EQ(probe.exit_code, 2);
    const Finished via = debug({"--via", "jlink"});
    EXPECT_EQ(via.err,
              "error: --via jlink is not known\n  hint: give emulator, openocd or pyocd\n");
    EXPECT_EQ(via.exit_code, 2);
    const Finished nameless = perth_.run({"debug", "hello.elf"});
    EXPECT_EQ(nameless.err,
              "error: no board given to debug hello.elf on\n"
              "  hint: perth debug -b BOARD hello.elf\n");
    EXPECT_EQ(nameless.exit_code, 2);
}

TEST_F(DebugCommand, WantsTheServerThatLeadsToTheProbe) {
    script("gdb-multiarch", "echo python");
    perth_.write("hello/tasks.elf", "");
    const Finished pyocd = debug({"tasks.elf", "-b", "blackpill-f411ce", "--via", "pyocd"});
    EXPECT_EQ(pyocd.err,
              "error: pyOCD is not installed\n"
              "  there is no pyocd on the PATH\n"
              "  hint: pipx install pyocd\n");
    EXPECT_EQ(pyocd.exit_code, 4);
}

// A server and a GDB of the test's own: what is called with what, and who ends whom.
TEST_F(DebugCommand, LeadsGdbToTheServerAndEndsItAfterwards) {
    script("openocd",
           "trap '/bin/rm -f alive; exit' TERM\n"
           "echo \"$*\" >arguments; echo >alive\n"
           "echo 'Info : Listening on port 4711 for gdb connections' >&2\n"
           "while :; do /bin/sleep 0.01; done");
    script("gdb-multiarch",
           "case $* in *print*) echo python ;; *) [ -e alive ] && echo \"$*\" ;; esac");
    perth_.write("hello/tasks.elf", "");
    const Finished done = debug(
        {"tasks.elf", "-b", "blackpill-f411ce", "--probe", "interface/jlink.cfg", "--", "-batch"});
    EXPECT_THAT(done.out,
                testing::EndsWith(" -ex target extended-remote localhost:4711 -ex monitor reset "
                                  "halt -ex load -ex monitor reset halt -ex perth-start -batch\n"));
    EXPECT_EQ(done.err,
              "flashing blackpill-f411ce; its console: perth monitor, in another terminal\n");
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(perth_.run_other({"/bin/cat", "hello/arguments"}).out,
              "-f interface/jlink.cfg -c transport select swd -f target/stm32f4x.cfg -c bindto "
              "127.0.0.1 -c gdb_port 0 -c tcl_port disabled -c telnet_port disabled\n");
    EXPECT_FALSE(perth_.has("hello/alive"));
}

}  // namespace
}  // namespace perth::cli
