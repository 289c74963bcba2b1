#include "cli/usb/sysfs.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/usb/udev_rule.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/usb_descriptors.hpp"

namespace perth::cli::usb {
namespace {

/// A /sys and a /dev in a folder.
class Tree {
public:
    void add(const std::string& name, std::uint16_t pid, const std::string& devnum) {
        fakes::DfuDescription description;
        description.vid = 0x0483;
        description.pid = pid;
        const Bytes bytes = fakes::dfu_descriptors(description);
        write(name, "descriptors", {bytes.begin(), bytes.end()});
        write(name, "devnum", devnum + "\n");
        const auto node = std::filesystem::path(dev()) / "bus/usb" / "001" / ("00" + devnum);
        std::filesystem::create_directories(node.parent_path());
        std::ofstream(node) << "";
    }
    void write(const std::string& name, const std::string& attribute, const std::string& content) {
        const auto folder = std::filesystem::path(sys()) / "bus/usb/devices" / name;
        std::filesystem::create_directories(folder);
        std::ofstream(folder / attribute) << content;
    }
    [[nodiscard]] std::string sys() const { return folder_.path() / "sys"; }
    [[nodiscard]] std::string dev() const { return folder_.path() / "dev"; }
    [[nodiscard]] std::vector<Attached> read() const { return read_sysfs(sys(), dev()); }

private:
    TemporaryFolder folder_;
};

TEST(UsbSysfs, HasNothingWithoutUsb) { EXPECT_TRUE(Tree().read().empty()); }

TEST(UsbSysfs, ListsDevicesByPlace) {
    Tree tree;
    tree.add("1-10", 0x0010, "5");
    tree.add("1-2.1", 0x0021, "6");
    tree.add("1-2", 0x0002, "7");
    const auto attached = tree.read();

    ASSERT_EQ(attached.size(), 3U);
    EXPECT_EQ(name_of(attached[0]), "the USB device 0483:0002 at 1-2");
    EXPECT_EQ(name_of(attached[1]), "the USB device 0483:0021 at 1-2.1");
    EXPECT_EQ(name_of(attached[2]), "the USB device 0483:0010 at 1-10");
    EXPECT_EQ(attached[0].address, 7U);
    EXPECT_EQ(attached[0].node, tree.dev() + "/bus/usb/001/007");
}

TEST(UsbSysfs, ReadsTheNamesThatADeviceHas) {
    Tree tree;
    tree.add("1-2", 0xDF11, "7");
    tree.write("1-2", "product", "STM32  BOOTLOADER\n");
    const auto attached = tree.read().at(0);
    EXPECT_EQ(attached.product, "STM32  BOOTLOADER");
    EXPECT_EQ(attached.manufacturer, "");
    EXPECT_EQ(attached.serial, "");
}

TEST(UsbSysfs, LeavesOutInterfacesBusesAndHubs) {
    Tree tree;
    tree.add("1-2:1.0", 1, "1");
    tree.add("usb1", 2, "1");
    tree.add("1-3", 3, "3");
    Bytes hub = fakes::dfu_descriptors({});
    hub[4] = 9;
    tree.write("1-4", "descriptors", {hub.begin(), hub.end()});
    EXPECT_EQ(tree.read().size(), 1U);
}

TEST(UsbSysfs, LeavesOutWhatMakesNoSenseOrHasJustVanished) {
    Tree tree;
    tree.write("1-2", "descriptors", "garbage");
    tree.write("1-3", "devnum", "4\n");
    EXPECT_TRUE(tree.read().empty());
}

TEST(UsbSysfs, SaysThatWhatItOpensIsNoDevice) {
    Tree tree;
    tree.add("1-2", 0xDF11, "7");
    const auto attached = tree.read().at(0);
    const auto host = system_host(tree.sys(), tree.dev());
    const auto open = [&] { return host->open(attached); };
    EXPECT_EQ(error_text(open),
              "error: cannot open the USB device 0483:df11 at 1-2\n  Input/Output Error");

    std::filesystem::remove(attached.node);
    std::filesystem::create_directory(attached.node);
    EXPECT_EQ(error_text(open), "error: cannot open the USB device 0483:df11 at 1-2\n  " +
                                    attached.node + ": Is a directory");
    EXPECT_EQ(error_exit(open), Exit::device_error);
}

TEST(UsbSysfs, SaysThatLibusbDoesNotStart) {
    Tree tree;
    tree.add("1-2", 0xDF11, "7");
    const auto attached = tree.read().at(0);
    const auto host = system_host(tree.sys(), tree.dev());
    const auto open = [&] { return host->open(attached); };
    EXPECT_NE(error_text(open), "");  // a sanitizer looks at all this while it has descriptors
    EXPECT_EQ(in_child([&] {
                  // Room for the device's own descriptor and for none of libusb's.
                  const rlim_t next = static_cast<rlim_t>(::dup(STDIN_FILENO));
                  ::close(static_cast<int>(next));
                  const rlimit one_more{.rlim_cur = next + 1, .rlim_max = next + 1};
                  if (::setrlimit(RLIMIT_NOFILE, &one_more) != 0) return 99;
                  EXPECT_EQ(error_text(open), "error: libusb does not start\n  Other error");
                  EXPECT_EQ(error_exit(open), Exit::failed);
                  return testing::Test::HasFailure() ? 1 : 0;
              }),
              0);
}

TEST(UsbSysfs, SaysWhatADeviceOfAnotherUserNeeds) {
    Tree tree;
    tree.add("1-2", 0xDF11, "7");
    const auto attached = tree.read().at(0);
    ASSERT_TRUE(attached.may_be_opened);
    std::filesystem::permissions(attached.node, std::filesystem::perms::none);
    const auto host = system_host(tree.sys(), tree.dev());
    const std::string expected =
        "error: no permission to open the USB device 0483:df11 at 1-2\n  " + attached.node +
        ": Permission denied\n"
        "  udev can give it to whoever sits at this machine (not over ssh, nor in a container)\n"
        "  hint: echo 'SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0483\", ATTR{idProduct}==\"df11\", "
        "MODE=\"0660\", TAG+=\"uaccess\", ENV{ID_MM_DEVICE_IGNORE}=\"1\"' | "
        "sudo tee -a /etc/udev/rules.d/60-perth.rules && sudo udevadm control --reload && "
        "sudo udevadm trigger";

    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 1;
                  const auto open = [&] { return host->open(attached); };
                  EXPECT_EQ(error_text(open), expected);
                  EXPECT_EQ(error_exit(open), Exit::no_permission);
                  return testing::Test::HasFailure() ? 1 : 0;
              }),
              0);
}

}  // namespace
}  // namespace perth::cli::usb
