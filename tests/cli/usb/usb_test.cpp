#include "cli/usb/usb.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli::usb {
namespace {

using namespace std::chrono_literals;

class UsbString : public testing::Test {
protected:
    UsbString() {
        host_.plug(2, std::make_shared<fakes::DfuRuntime>(fakes::DfuRuntime::Behaviour{}));
        device_ = host_.open(host_.attached().at(0));
    }

    // Returns what is made of a string descriptor.
    std::string read(const Bytes& descriptor) {
        host_.set_tamper([&](auto&&...) { return fakes::Answer{.data = descriptor}; });
        return read_string(*device_, 1);
    }

    fakes::UsbHost host_;
    std::unique_ptr<Device> device_;
};

TEST_F(UsbString, IsUtf16) {
    EXPECT_EQ(read({8, 3, 'a', 0, 0xE4, 0, 0xAC, 0x20}), "a\u00e4\u20ac");
    EXPECT_EQ(read({6, 3, 0x3D, 0xD8, 0x00, 0xDE}), "\U0001F600");
    EXPECT_EQ(read({2, 3}), "");
}

TEST_F(UsbString, IsCutWhereTheDeviceStops) {
    EXPECT_EQ(read({200, 3, 'a', 0, 'b', 0}), "ab");
    EXPECT_EQ(read({4, 3, 'a', 0, 'b', 0}), "a");
    EXPECT_EQ(read({5, 3, 'a', 0, 'b'}), "a");
}

TEST_F(UsbString, IsEmptyIfThereIsNone) {
    EXPECT_EQ(read({}), "");
    EXPECT_EQ(read({8}), "");
    EXPECT_EQ(read({0, 3, 'a', 0}), "");
    EXPECT_EQ(read({4, 2, 'a', 0}), "");
    EXPECT_EQ(read_string(*device_, 0), "");
}

TEST_F(UsbString, HasAMarkForHalfACharacter) {
    EXPECT_EQ(read({6, 3, 0x3D, 0xD8, 'a', 0}), "\uFFFDa");
    EXPECT_EQ(read({4, 3, 0x00, 0xDE}), "\uFFFD");
    EXPECT_EQ(read({4, 3, 0x3D, 0xD8}), "\uFFFD");
}

TEST(UsbOutcome, IsToldInWords) {
    EXPECT_EQ(to_string(Outcome::ok), "the transfer succeeded");
    EXPECT_EQ(to_string(Outcome::stall), "the device stalled the request");
    EXPECT_EQ(to_string(Outcome::timeout), "the device did not answer in time");
    EXPECT_EQ(to_string(Outcome::gone), "the device is not there any more");
    EXPECT_EQ(to_string(Outcome::failed), "the transfer failed");
}

}  // namespace
}  // namespace perth::cli::usb
