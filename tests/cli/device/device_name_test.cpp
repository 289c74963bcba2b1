#include "cli/device/device_name.hpp"

#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using Kind = DeviceName::Kind;

const std::map<std::string, std::string> names = {{"left", "usb:1-4.2"},
                                                  {"bench", "socket://lab:4000"}};

DeviceName parse(std::string_view text) { return parse_device_name(text, names); }

TEST(DeviceName, IsAPlaceAPathAnAddressOrASerialNumber) {
    EXPECT_EQ(parse("1-4.2"), (DeviceName{Kind::place, "1-4.2"}));
    EXPECT_EQ(parse("usb:12-1"), (DeviceName{Kind::place, "12-1"}));
    EXPECT_EQ(parse("/dev/bus/usb/001/004"), (DeviceName{Kind::node, "/dev/bus/usb/001/004"}));
    EXPECT_EQ(parse("/dev/ttyACM0"), (DeviceName{Kind::port, "/dev/ttyACM0"}));
    EXPECT_EQ(parse("socket://h:1"), (DeviceName{Kind::port, "socket://h:1"}));
    EXPECT_EQ(parse("385C34733435"), (DeviceName{Kind::serial, "385C34733435"}));
    for (const char* const serial : {"1", "1-", "-4", "1-4.", "1-4..2", "1-4x", "12345-1"}) {
        EXPECT_EQ(parse(serial), (DeviceName{Kind::serial, serial}));
    }
}

TEST(DeviceName, MayBeOneOfTheProjects) {
    EXPECT_EQ(parse("left"), (DeviceName{Kind::place, "1-4.2"}));
    EXPECT_EQ(parse("bench"), (DeviceName{Kind::port, "socket://lab:4000"}));
}

TEST(DeviceName, SaysWhatIsWrong) {
    EXPECT_EQ(error_text([] { (void)parse("usb:4"); }),
              "error: usb:4 is no USB place\n"
              "  a place is the bus and the ports down to the device: usb:1-4.2\n"
              "  hint: perth devices lists them");
    EXPECT_EQ(error_text([] { (void)parse(""); }),
              "error: no device is named\n"
              "  hint: give a serial number, a path, or a USB place such as 1-4.2");
}

}  // namespace
}  // namespace perth::cli
