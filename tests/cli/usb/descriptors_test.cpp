#include "cli/usb/descriptors.hpp"

#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/fakes/usb_descriptors.hpp"

namespace perth::cli::usb {
namespace {

Bytes stm32() {
    fakes::DfuDescription description;
    description.vid = 0x0483;
    description.pid = 0xDF11;
    description.bcd_device = 0x2200;
    description.names = {4, 5};
    return fakes::dfu_descriptors(description);
}

TEST(UsbDescriptors, ReadsDeviceAndInterfaces) {
    const Descriptors read = parse_descriptors(stm32());
    EXPECT_EQ(read.vid, 0x0483);
    EXPECT_EQ(read.pid, 0xDF11);
    EXPECT_EQ(read.bcd_device, 0x2200);
    EXPECT_EQ(read.max_packet_size0, 64);
    EXPECT_EQ(read.serial_index, 3);
    ASSERT_EQ(read.interfaces.size(), 2U);
    EXPECT_EQ(read.interfaces[1].alternate, 1);
    EXPECT_EQ(read.interfaces[1].class_code, 0xFE);
    EXPECT_EQ(read.interfaces[1].subclass, 1);
    EXPECT_EQ(read.interfaces[1].protocol, 2);
    EXPECT_EQ(read.interfaces[1].name_index, 5);
    EXPECT_EQ(read.interfaces[0].extra, Bytes{});
    EXPECT_EQ(read.interfaces[1].extra.size(), 9U);
}

TEST(UsbDescriptors, KeepsWhatStandsBeforeTheFirstInterface) {
    Bytes bytes = stm32();
    const Bytes functional = {9, 0x21, 0, 0, 0, 0, 0, 0, 1};
    bytes.insert(bytes.begin() + 18 + 9, functional.begin(), functional.end());
    bytes[18 + 2] += 9;
    EXPECT_EQ(parse_descriptors(bytes).extra, functional);
}

TEST(UsbDescriptors, LeavesEndpointsOut) {
    Bytes bytes = stm32();
    const Bytes endpoint = {7, 5, 0x81, 2, 64, 0, 0};
    bytes.insert(bytes.end(), endpoint.begin(), endpoint.end());
    bytes[18 + 2] += 7;
    EXPECT_EQ(parse_descriptors(bytes).interfaces[1].extra.size(), 9U);
}

TEST(UsbDescriptors, ReadsADeviceThatIsNotConfigured) {
    Bytes bytes = stm32();
    bytes.resize(18);
    EXPECT_TRUE(parse_descriptors(bytes).interfaces.empty());
}

TEST(UsbDescriptors, LeavesASecondConfigurationOut) {
    Bytes bytes = stm32();
    const Bytes first = bytes;
    bytes.insert(bytes.end(), first.begin() + 18, first.end());
    EXPECT_EQ(parse_descriptors(bytes).interfaces.size(), 2U);
}

std::string refused(const Bytes& bytes) {
    return error_text([&] { return parse_descriptors(bytes); });
}

std::string because(const std::string& why) {
    return "error: the descriptors of a USB device do not hold together\n  " + why +
           "\n  hint: unplug it and plug it in again";
}

Bytes changed(std::size_t at, std::uint8_t value) {
    Bytes bytes = stm32();
    bytes.at(at) = value;
    return bytes;
}

TEST(UsbDescriptors, RefusesWhatDoesNotHoldTogether) {
    EXPECT_EQ(refused({}), because("they do not begin with a device descriptor"));
    EXPECT_EQ(refused(changed(1, 2)), because("they do not begin with a device descriptor"));
    EXPECT_EQ(refused(changed(0, 17)), because("they do not begin with a device descriptor"));
    EXPECT_EQ(refused(changed(18 + 1, 4)), because("no configuration follows the device"));
    EXPECT_EQ(refused(changed(18, 8)), because("the configuration descriptor has 8 bytes, not 9"));
    EXPECT_EQ(refused(changed(18 + 2, 8)), because("the configuration says 8 bytes, 36 are there"));
    EXPECT_EQ(refused(changed(18 + 3, 1)),
              because("the configuration says 292 bytes, 36 are there"));
    EXPECT_EQ(refused(changed(27, 1)), because("the descriptor at byte 27 has a length of 1"));
    EXPECT_EQ(refused(changed(27, 8)), because("the interface descriptor has 8 bytes, not 9"));
    EXPECT_EQ(refused(changed(45, 10)),
              because("the descriptor at byte 45 says 10 bytes, 9 are there"));
    Bytes cut = stm32();
    cut.resize(19);
    EXPECT_EQ(refused(cut), because("they end within a descriptor"));
    EXPECT_EQ(error_exit([] { return parse_descriptors({}); }), Exit::device_error);
}

TEST(UsbPlace, IsWrittenAsTheKernelWritesIt) {
    EXPECT_EQ(to_string(Place{.bus = 1, .ports = {4, 2}}), "1-4.2");
    EXPECT_EQ(parse_place("1-4.2"), (Place{.bus = 1, .ports = {4, 2}}));
    EXPECT_EQ(parse_place("12-3"), (Place{.bus = 12, .ports = {3}}));
}

TEST(UsbPlace, IsNothingElse) {
    for (const char* text : {"", "1", "1-", "-1", "1.2", "1-2.", "1-2-3", "1-2:1.0", "usb1", "1- 2",
                             "1--2", "1-99999999999"}) {
        EXPECT_EQ(parse_place(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace perth::cli::usb
