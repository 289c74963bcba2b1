#include "cli/device/describe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using testing::ElementsAre;
using Kind = AttachedDevice::Kind;

AttachedDevice adapter(const std::string& node = "/dev/ttyUSB0") {
    AttachedDevice device;
    device.node = node;
    device.place = "1-4.2";
    device.vid = 0x0403;
    device.pid = 0x6001;
    device.serial = "A5";
    device.title = "FTDI";
    return device;
}

TEST(RowOf, TellsWhatThereIs) {
    AttachedDevice device = adapter("/dev/bus/usb/001/004");
    device.kind = Kind::dfu;
    device.boards = {"pyboard-v10", "pyboard-v11"};
    const DeviceRow row = row_of(device);
    EXPECT_EQ(row.what, "DFU");
    EXPECT_EQ(row.place, "1-4.2");
    EXPECT_EQ(row.id, "0403:6001");
    EXPECT_EQ(row.serial, "A5");
    EXPECT_EQ(row.node, "/dev/bus/usb/001/004");
    EXPECT_EQ(row.boards, "pyboard-v10, pyboard-v11");
    EXPECT_EQ(row.state, "free");
    EXPECT_EQ(row.title, "FTDI");
}

TEST(RowOf, HasDashesForWhatThereIsNot) {
    AttachedDevice device;
    device.node = "/dev/ttyS0";
    const DeviceRow row = row_of(device);
    EXPECT_EQ(row.what, "serial");
    EXPECT_THAT((std::vector{row.place, row.id, row.serial, row.boards}),
                ElementsAre("-", "-", "-", "-"));
}

TEST(RowOf, TellsWhyItCannotBeOpened) {
    AttachedDevice device = adapter();
    device.may_be_opened = false;
    EXPECT_EQ(row_of(device).state, "no permission");
    device.holder = {.pid = 12, .command = "picocom /dev/ttyUSB0"};
    EXPECT_EQ(row_of(device).state, "in use by 12: picocom /dev/ttyUSB0");
    device.holder->command.clear();
    EXPECT_EQ(row_of(device).state, "in use by 12");
}

TEST(RowOf, IsSafeToPrint) {
    AttachedDevice device = adapter();
    device.serial = "\x1b[2J";
    device.title = "a\nb";
    EXPECT_EQ(row_of(device).serial, "\\x1b[2J");
    EXPECT_EQ(row_of(device).title, "a\\x0ab");
}

TEST(JsonOf, HasEveryFact) {
    AttachedDevice device = adapter();
    device.holder = {.pid = 12, .command = "cat"};
    device.boards = {"pyboard-v11"};
    EXPECT_EQ(json_of(device),
              R"({"kind":"serial","node":"/dev/ttyUSB0","place":"1-4.2","vid":1027,"pid":24577,)"
              R"("serial":"A5","title":"FTDI","may_be_opened":true,)"
              R"("holder":{"pid":12,"command":"cat"},"boards":["pyboard-v11"]})");
}

AttachedDevice drive() {
    AttachedDevice device = adapter("/dev/sda1");
    device.kind = Kind::drive;
    device.volume = "RPI-RP2";
    return device;
}

TEST(RowOf, TellsWhereADriveIs) {
    AttachedDevice device = drive();
    EXPECT_EQ(row_of(device).what, "drive");
    EXPECT_EQ(row_of(device).title, "RPI-RP2 not mounted");
    device.mounted_at = "/media/me/RPI-RP2";
    EXPECT_EQ(row_of(device).title, "RPI-RP2 at /media/me/RPI-RP2");
    device.volume.clear();
    EXPECT_EQ(row_of(device).title, "at /media/me/RPI-RP2");
    device.kind = Kind::picoboot;
    EXPECT_EQ(row_of(device).what, "BOOTSEL");
}

TEST(JsonOf, HasTheVolumeOfADrive) {
    EXPECT_EQ(json_of(drive()),
              R"({"kind":"drive","node":"/dev/sda1","place":"1-4.2","vid":1027,"pid":24577,)"
              R"("serial":"A5","title":"FTDI","may_be_opened":true,"holder":null,"boards":[],)"
              R"("volume":"RPI-RP2","mounted_at":""})");
}

std::vector<std::string> told(const std::vector<AttachedDevice>& before,
                              const std::vector<AttachedDevice>& after) {
    std::vector<std::string> lines;
    for (const DeviceChange& change : changes(before, after)) {
        lines.push_back(std::string(event_name(change.kind)) + " " + change.device.node);
    }
    return lines;
}

TEST(Changes, TellWhatWentBeforeWhatCame) {
    const auto a = adapter("/dev/ttyUSB0");
    const auto b = adapter("/dev/ttyUSB1");
    const auto c = adapter("/dev/ttyUSB2");
    EXPECT_THAT(told({}, {a, b}), ElementsAre("add /dev/ttyUSB0", "add /dev/ttyUSB1"));
    EXPECT_THAT(told({a, b}, {b, c}), ElementsAre("remove /dev/ttyUSB0", "add /dev/ttyUSB2"));
    EXPECT_THAT(told({a, b}, {b, a}), testing::IsEmpty());
}

TEST(Changes, TellADeviceThatCameBackAsAnother) {
    AttachedDevice dfu = adapter("/dev/ttyUSB0");
    dfu.kind = Kind::dfu;
    EXPECT_THAT(told({adapter("/dev/ttyUSB0")}, {dfu}),
                ElementsAre("remove /dev/ttyUSB0", "add /dev/ttyUSB0"));
}

TEST(Changes, TellThatItMayBeOpenedNow) {
    AttachedDevice before = adapter();
    before.may_be_opened = false;
    EXPECT_THAT(told({before}, {adapter()}), ElementsAre("change /dev/ttyUSB0"));
}

TEST(Changes, DoNotTellWhoHoldsIt) {
    AttachedDevice held = adapter();
    held.holder = {.pid = 1, .command = ""};
    EXPECT_THAT(told({held}, {adapter()}), testing::IsEmpty());
}

}  // namespace
}  // namespace perth::cli
