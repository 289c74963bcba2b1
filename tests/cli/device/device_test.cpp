#include "cli/device/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/support/process.hpp"
#include "tests/fakes/pty.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A machine with these USB devices.
class ListedHost final : public usb::Host {
public:
    explicit ListedHost(std::vector<usb::Attached> attached) : attached_(std::move(attached)) {}

    std::vector<usb::Attached> attached() override { return attached_; }
    std::unique_ptr<usb::Device> open(const usb::Attached& /*attached*/) override {
        return nullptr;
    }
    void wait_for_change(Clock::time_point /*deadline*/) override {}
    void sleep(Clock::duration /*duration*/) override {}

private:
    std::vector<usb::Attached> attached_;
};

usb::Attached dfu(std::vector<unsigned> ports, std::uint16_t vid, std::uint16_t pid) {
    usb::Attached attached;
    attached.place = {.bus = 1, .ports = std::move(ports)};
    attached.descriptors.vid = vid;
    attached.descriptors.pid = pid;
    attached.descriptors.interfaces = {
        {.class_code = 0xFE, .subclass = 1, .protocol = 2, .extra = {}}};
    attached.manufacturer = "STMicroelectronics";
    attached.product = "STM32  BOOTLOADER";
    attached.serial = "3573";
    attached.node = "/dev/bus/usb/001/004";
    return attached;
}

serial::Port port(const std::string& node, const std::string& place, std::uint16_t vid,
                  std::uint16_t pid) {
    serial::Port port;
    port.node = node;
    port.place = place;
    port.vid = vid;
    port.pid = pid;
    port.manufacturer = "FTDI";
    port.product = "FTDI USB UART";
    return port;
}

std::vector<Board> some_boards() {
    Board own;
    own.name = "zebra";
    own.usb = {{.vid = 0x0483, .pid = 0xDF11, .mode = "dfu"},
               {.vid = 0x2E8A, .pid = 0x0005, .mode = "serial"}};
    Board other;
    other.name = "adder";
    other.usb = {{.vid = 0x0483, .pid = 0xDF11, .mode = "dfu"}};
    other.console = Console{.uart = "USART1", .tx = "PA9", .rx = "PA10", .note = {}};
    return {own, other};
}

std::vector<std::string> nodes(const std::vector<AttachedDevice>& devices) {
    std::vector<std::string> found;
    for (const AttachedDevice& device : devices) found.push_back(device.node);
    return found;
}

TEST(AttachedDevices, TellAllAboutABootloader) {
    ListedHost host({dfu({4, 2}, 0x0483, 0xDF11)});
    const auto devices = attached_devices(host, {}, some_boards());
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(devices[0].kind, AttachedDevice::Kind::dfu);
    EXPECT_EQ(devices[0].node, "/dev/bus/usb/001/004");
    EXPECT_EQ(devices[0].place, "1-4.2");
    EXPECT_EQ(devices[0].vid, 0x0483);
    EXPECT_EQ(devices[0].pid, 0xDF11);
    EXPECT_EQ(devices[0].serial, "3573");
    EXPECT_EQ(devices[0].title, "STMicroelectronics STM32  BOOTLOADER");
    EXPECT_TRUE(devices[0].may_be_opened);
}

TEST(AttachedDevices, NameEveryBoardWithTheIdentifierInTheOrderGiven) {
    ListedHost host({dfu({1}, 0x0483, 0xDF11)});
    EXPECT_THAT(attached_devices(host, {}, some_boards())[0].boards, ElementsAre("zebra", "adder"));
}

TEST(AttachedDevices, ListABootloaderOfNoBoard) {
    ListedHost host({dfu({1}, 0x1234, 0x5678)});
    EXPECT_THAT(attached_devices(host, {}, some_boards())[0].boards, IsEmpty());
}

TEST(AttachedDevices, LeaveOutUsbDevicesThatAreNotInDfuMode) {
    usb::Attached mouse = dfu({1}, 0x0483, 0xDF11);
    mouse.descriptors.interfaces[0].class_code = 3;
    usb::Attached run_time = dfu({2}, 0x0483, 0xDF11);
    run_time.descriptors.interfaces[0].protocol = 1;
    ListedHost host({mouse, run_time});
    EXPECT_THAT(attached_devices(host, {}, some_boards()), IsEmpty());
}

TEST(AttachedDevices, MatchAPortOfTheBoardsOwn) {
    ListedHost host({});
    const auto devices =
        attached_devices(host, {port("/dev/ttyACM0", "1-1", 0x2E8A, 0x0005)}, some_boards());
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(devices[0].kind, AttachedDevice::Kind::serial);
    EXPECT_EQ(devices[0].title, "FTDI USB UART");
    EXPECT_THAT(devices[0].boards, ElementsAre("zebra"));
}

TEST(AttachedDevices, DoNotGuessWhatIsBehindAnAdapter) {
    ListedHost host({});
    const auto devices =
        attached_devices(host, {port("/dev/ttyUSB0", "1-1", 0x0403, 0x6001)}, some_boards());
    EXPECT_THAT(devices[0].boards, IsEmpty());
    const auto dfu_id =
        attached_devices(host, {port("/dev/ttyUSB0", "1-1", 0x0483, 0xDF11)}, some_boards());
    EXPECT_THAT(dfu_id[0].boards, IsEmpty());
}

TEST(AttachedDevices, AreSortedByPlace) {
    ListedHost host({dfu({10}, 1, 1)});
    const auto devices =
        attached_devices(host,
                         {port("/dev/ttyS0", "", 0, 0), port("/dev/ttyACM10", "1-9", 1, 1),
                          port("/dev/ttyACM2", "1-9", 1, 1), port("/dev/ttyUSB0", "1-4.2", 1, 1)},
                         {});
    EXPECT_THAT(nodes(devices), ElementsAre("/dev/ttyUSB0", "/dev/ttyACM2", "/dev/ttyACM10",
                                            "/dev/bus/usb/001/004", "/dev/ttyS0"));
}

TEST(FindHolders, NamesTheProcess) {
    const fakes::Pty pty;
    Child holder(
        {.args = {"sh", "-c", "exec 3<>$1; printf ! >&3; read -r never <&3", "holder", pty.path()}},
        -1);
    ASSERT_EQ(pty.read(1), "!");
    std::vector<AttachedDevice> devices(1);
    devices[0].node = pty.path();
    find_holders(devices);
    ASSERT_TRUE(devices[0].holder);
    EXPECT_EQ(devices[0].holder->pid, holder.pid());
}

}  // namespace
}  // namespace perth::cli
