#include "cli/emulator/qemu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> arguments(const QemuPlan& plan) {
    auto args = qemu_arguments(plan, {.console = 5, .control = 6});
    args.erase(args.begin());
    return args;
}

/// A PATH for the time of a test.
class Path {
public:
    explicit Path(const char* path) : before_(std::getenv("PATH")) { ::setenv("PATH", path, 1); }
    ~Path() { ::setenv("PATH", before_.c_str(), 1); }
    Path(const Path&) = delete;
    Path& operator=(const Path&) = delete;

private:
    std::string before_;
};

TEST(QemuArguments, StartHeldWithoutAnythingThatWasNotAskedFor) {
    EXPECT_THAT(
        arguments({.machine = "netduinoplus2", .serial = 0, .elf = "/a b/x,y.elf"}),
        ElementsAre("-M", "netduinoplus2", "-nodefaults", "-no-user-config", "-display", "none",
                    "-S", "-icount", "shift=3,align=off,sleep=on", "-action",
                    "reboot=shutdown,shutdown=pause", "-chardev", "socket,id=control,fd=6", "-mon",
                    "chardev=control,mode=control", "-chardev", "socket,id=console,fd=5", "-serial",
                    "chardev:console", "-kernel", "/a b/x,y.elf"));
}

TEST(QemuArguments, LeaveTheUartsBeforeTheConsoleUnconnected) {
    const auto args = arguments({.machine = "m", .serial = 2, .elf = "x"});
    EXPECT_THAT(std::vector(args.end() - 8, args.end()),
                ElementsAre("-serial", "null", "-serial", "null", "-serial", "chardev:console",
                            "-kernel", "x"));
}

TEST(QemuArguments, GiveSemihostingOnlyToWhoMayHaveIt) {
    const auto args = arguments({.machine = "m", .elf = "x", .semihosting = true});
    EXPECT_THAT(std::vector(args.end() - 4, args.end()),
                ElementsAre("-semihosting-config", "enable=on,target=native", "-kernel", "x"));
}

TEST(QemuArguments, LetSemihostingTellTheFirmwareItsArguments) {
    const auto args = arguments(
        {.machine = "m", .elf = "x", .semihosting = true, .arguments = {"--list", "a,b,=c"}});
    EXPECT_THAT(std::vector(args.end() - 4, args.end()),
                ElementsAre("-semihosting-config",
                            "enable=on,target=native,arg=--list,arg=a,,b,,=c", "-kernel", "x"));
}

TEST(QemuArguments, OpenTraceTestSocketAndDebuggerWhereTheyAreWanted) {
    QemuPlan plan{.machine = "m", .elf = "x"};
    plan.gdb = 3333;
    const auto args = qemu_arguments(plan, {.console = 5, .control = 6, .trace = 7, .test = 8});
    EXPECT_THAT(std::vector(args.end() - 18, args.end()),
                ElementsAre("-msg", "timestamp=on", "-trace", "pl061_set_output", "-trace",
                            "nrf51_gpio_update_output_irq", "-D", "/proc/self/fd/7", "-chardev",
                            "socket,id=qtest,fd=8", "-qtest", "chardev:qtest", "-qtest-log",
                            "/dev/null", "-gdb", "tcp:127.0.0.1:3333", "-kernel", "x"));
}

TEST(QemuArguments, LetTimeJumpWhileTheFirmwareSleeps) {
    const auto args = arguments({.machine = "m", .elf = "x", .skips_sleep = true});
    EXPECT_THAT(args, testing::Contains("shift=3,align=off,sleep=off"));
}

TEST(QemuArguments, NameThePackageWhereQemuIsMissing) {
    const Path path("/nowhere");
    try {
        (void)qemu_arguments({.machine = "m", .elf = "x"}, {.console = 5, .control = 6});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.text(),
                  "error: QEMU for Arm is not installed\n"
                  "  there is no qemu-system-arm on the PATH\n"
                  "  hint: sudo apt install qemu-system-arm");
        EXPECT_EQ(error.parts().exit, Exit::missing_tool);
    }
}

}  // namespace
}  // namespace perth::cli
