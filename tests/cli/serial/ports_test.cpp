#include "cli/serial/ports.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/support/files.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/pty.hpp"
#include "tests/fakes/sysfs_ttys.hpp"

namespace perth::cli::serial {
namespace {

using fakes::SysfsTtys;

std::vector<std::string> names(const SysfsTtys& machine) {
    std::vector<std::string> found;
    for (const Port& port : ports(machine.sysfs(), machine.dev())) {
        found.push_back(port.node.substr(machine.dev().size() + 1));
    }
    return found;
}

TEST(Ports, TellsAllAboutAUsbPort) {
    const SysfsTtys machine;
    machine.add_usb("ttyACM0", {.place = "1-4.2", .vid = "2e8a", .pid = "0005", .interface = "02"});
    const std::vector<Port> found = ports(machine.sysfs(), machine.dev());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].node, machine.dev() + "/ttyACM0");
    EXPECT_EQ(found[0].place, "1-4.2");
    EXPECT_EQ(found[0].interface, 2);
    EXPECT_EQ(found[0].vid, 0x2E8A);
    EXPECT_EQ(found[0].pid, 0x0005);
    EXPECT_EQ(found[0].manufacturer, "Maker");
    EXPECT_EQ(found[0].product, "Thing");
    EXPECT_EQ(found[0].serial, "E6614");
    EXPECT_TRUE(found[0].may_be_opened);
}

TEST(Ports, FindsTheDeviceOfAUsbSerialPortALevelFurtherUp) {
    const SysfsTtys machine;
    machine.add_usb("ttyUSB0",
                    {.place = "2-1", .vid = "0403", .pid = "6001", .is_usb_serial = true});
    const std::vector<Port> found = ports(machine.sysfs(), machine.dev());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].place, "2-1");
    EXPECT_EQ(found[0].vid, 0x0403);
}

TEST(Ports, ListsInNaturalOrder) {
    const SysfsTtys machine;
    for (const char* const name : {"ttyUSB0", "ttyACM10", "ttyACM2"}) machine.add_usb(name, {});
    EXPECT_THAT(names(machine), testing::ElementsAre("ttyACM2", "ttyACM10", "ttyUSB0"));
}

TEST(Ports, LeavesOutWhatHasNoHardware) {
    const SysfsTtys machine;
    machine.add_virtual("tty1");
    machine.add_8250("ttyS0", "4");
    machine.add_8250("ttyS1", "0");
    EXPECT_THAT(names(machine), testing::ElementsAre("ttyS0"));
    EXPECT_EQ(ports(machine.sysfs(), machine.dev()).front().place, "");
}

TEST(Ports, ListsAUsbPortWithoutANodeAsNotToBeOpened) {
    const SysfsTtys machine;
    machine.add_usb("ttyACM0", {});
    machine.add_8250("ttyS0", "4");
    machine.remove_node("ttyACM0");
    machine.remove_node("ttyS0");
    ASSERT_THAT(names(machine), testing::ElementsAre("ttyACM0"));
    EXPECT_FALSE(ports(machine.sysfs(), machine.dev()).front().may_be_opened);
}

TEST(Ports, KnowsWhatThisUserMayNotOpen) {
    const SysfsTtys machine;
    machine.add_usb("ttyACM0", {});
    ASSERT_EQ(::chmod((machine.dev() + "/ttyACM0").c_str(), 0600), 0);
    if (::geteuid() != 0) GTEST_SKIP() << "the owner may";
    ASSERT_EQ(::chmod(machine.root().c_str(), 0755), 0);
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 99;
                  return ports(machine.sysfs(), machine.dev()).front().may_be_opened ? 1 : 0;
              }),
              0);
}

TEST(Ports, SurvivesNonsenseInSysfs) {
    const SysfsTtys machine;
    machine.add_usb("ttyACM0", {.place = "1-1", .vid = "zz", .pid = "123456", .interface = "fff"});
    const std::vector<Port> found = ports(machine.sysfs(), machine.dev());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].vid, 0);
    EXPECT_EQ(found[0].pid, 0);
    EXPECT_EQ(found[0].interface, 0);
}

TEST(Ports, AreNoneWithoutSysfs) { EXPECT_TRUE(ports("/nowhere", "/dev").empty()); }

TEST(HolderOf, IsNobodyForWhatIsNotOpenOrNotThere) {
    const fakes::Pty pty;
    EXPECT_FALSE(holder_of(pty.path()));
    EXPECT_FALSE(holder_of("/dev/ttyNONE7"));
}

TEST(CommandOf, IsOneLineThatIsSafeToPrint) {
    EXPECT_NE(command_of(::getpid()), "");
    EXPECT_EQ(command_of(::getpid()).find('\0'), std::string::npos);
    EXPECT_EQ(command_of(0), "");
}

}  // namespace
}  // namespace perth::cli::serial
