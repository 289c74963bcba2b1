#include "cli/doctor/machine.hpp"

#include <gtest/gtest.h>

#include "tests/cli/doctor/laid_out.hpp"

namespace perth::cli {
namespace {

TEST(Machine, FindsAProcessByItsName) {
    const LaidOut laid;
    laid.write("/proc/self/comm", "ModemManager\n");
    laid.write("/proc/17/comm", "sh\n");
    EXPECT_FALSE(laid.machine.process("ModemManager"));
    laid.write("/proc/942/comm", "ModemManager\n");
    EXPECT_EQ(laid.machine.process("ModemManager"), 942);
    EXPECT_FALSE(laid.machine.process("Modem"));
}

TEST(Machine, FindsThisVeryProcess) {
    std::string name;
    std::ifstream("/proc/self/comm") >> name;
    EXPECT_TRUE(Machine().process(name));
}

TEST(Machine, KnowsItsGroups) {
    const LaidOut laid;
    EXPECT_FALSE(laid.machine.has_group("plugdev"));
    laid.write("/etc/group", "root:x:0:\nplugdev2:x:7:\nplugdev:x:46:me\n");
    EXPECT_TRUE(laid.machine.has_group("plugdev"));
    EXPECT_TRUE(laid.machine.has_group("root"));
    EXPECT_FALSE(laid.machine.has_group("plug"));
}

TEST(Machine, HasUdevdIfItsSocketIsThereOrItRuns) {
    const LaidOut laid;
    EXPECT_FALSE(laid.machine.has_udevd());
    laid.write("/proc/311/comm", "systemd-udevd\n");
    EXPECT_TRUE(laid.machine.has_udevd());
    const LaidOut other;
    other.write("/run/udev/control", "");
    EXPECT_TRUE(other.machine.has_udevd());
}

}  // namespace
}  // namespace perth::cli
