#include "cli/device/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/support/process.hpp"
#include "tests/fakes/probe_drive.hpp"
#include "tests/fakes/pty.hpp"
#include "tests/fakes/rp2040_boot.hpp"
#include "tests/fakes/usb_host.hpp"

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

/// Boards that are flashed by their drive; two have the same probe.
std::vector<Board> boards_with_drives() {
    std::vector<Board> boards(3);
    boards[0].name = "pico";
    boards[0].flash = {"picoboot", "uf2"};
    boards[0].usb = {{.vid = 0x2E8A, .pid = 0x0003, .mode = "uf2"}};
    boards[1].name = "nucleo-f401re";
    boards[2].name = "nucleo-f411re";
    for (Board* const board : {&boards[1], &boards[2]}) {
        board->flash = {"drive"};
        board->usb = {{.vid = 0x0483, .pid = 0x374B, .mode = "probe"}};
    }
    boards[1].drive = "NODE_F401RE";
    boards[2].drive = "NODE_F411RE";
    return boards;
}

TEST(AttachedDevices, MayBeBothDriveAndBootloader) {
    fakes::UsbHost host;
    host.plug(4, std::make_shared<fakes::Rp2040Boot>(fakes::Rp2040Boot::Behaviour{}, host.clock()));
    const auto devices = attached_devices(host, {}, boards_with_drives());
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].kind, AttachedDevice::Kind::picoboot);
    EXPECT_EQ(devices[0].node, "/dev/bus/usb/001/001");
    EXPECT_THAT(devices[0].boards, ElementsAre("pico"));
    EXPECT_EQ(devices[1].kind, AttachedDevice::Kind::drive);
    EXPECT_EQ(devices[1].node, "/dev/sda");
    EXPECT_EQ(devices[1].volume, "RPI-RP2");
    EXPECT_EQ(devices[1].mounted_at, "/media/RPI-RP2");
    EXPECT_THAT(devices[1].boards, ElementsAre("pico"));
}

TEST(AttachedDevices, AreToldApartByTheirDrivesLabel) {
    fakes::UsbHost host;
    const auto plug = [&](unsigned port, const std::string& label) {
        host.plug(port, std::make_shared<fakes::ProbeDrive>(
                            fakes::ProbeDrive::Behaviour{
                                .label = label, .is_stlink = true, .vid = 0x0483, .pid = 0x374B},
                            host.clock()));
    };
    plug(1, "NODE_F411RE");
    plug(2, "HOLIDAYS");
    const auto devices = attached_devices(host, {}, boards_with_drives());
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_THAT(devices[0].boards, ElementsAre("nucleo-f411re"));
}

}  // namespace
}  // namespace perth::cli
