// Every request of endpoint 0, those of a hostile host included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <controller_under_test.hpp>
#include <perth_port.hpp>
#include <usb_port.hpp>

#include <string>
#include <vector>

#include "runtime/ports/usb/console.hpp"
#include "tests/usb_device/host.hpp"
#include "tests/usb_device/program.hpp"

namespace perth::usb_device {
namespace {

using hal::usb::has_reset_interface;
using testing::ElementsAre;
using testing::IsEmpty;

using Words = std::vector<std::uint16_t>;
using Codes = std::vector<std::uint8_t>;

constexpr std::uint8_t device_in = 0x80, interface_in = 0x81, endpoint_in = 0x82;
constexpr std::uint8_t device_out = 0x00, interface_out = 0x01, endpoint_out = 0x02;

class Control : public testing::Test {
protected:
    Control() {
        print("");
        EXPECT_TRUE(controller.is_attached());
    }

    void enumerate() { ASSERT_EQ(host.enumerate(), Outcome::ok); }
    Packet get(std::uint8_t type, std::uint8_t index, std::uint16_t length) {
        const auto value = static_cast<std::uint16_t>(type << 8 | index);
        const Answer answer = host.control({device_in, 6, value, 0, length});
        EXPECT_EQ(answer.outcome, Outcome::ok);
        return answer.data;
    }
    Outcome ask(const Request& request) { return host.control(request).outcome; }

    Controller controller;
    Host host{controller};
};

std::string text_of(const Packet& descriptor) {
    std::string text;
    for (std::size_t i = 2; i < descriptor.size(); i += 2) {
        text += static_cast<char>(descriptor[i]);
    }
    return text;
}

TEST_F(Control, TheDeviceDescriptorNamesBoardAndClass) {
    controller.reset();
    EXPECT_THAT(get(1, 0, 18),
                ElementsAre(18, 1, 0, 2, 0xEF, 2, 1, 64, 0x8A, 0x2E, 0x0A, 0x00, 0, 1, 1, 2, 3, 1));
}

TEST_F(Control, TheConfigurationIsMadeOfDescriptorsThatEndWhereItEnds) {
    controller.reset();
    const Packet all = get(2, 0, 0xFFFF);
    ASSERT_GE(all.size(), 9u);
    EXPECT_EQ(all[2] | all[3] << 8, static_cast<int>(all.size()));
    std::vector<int> types;
    std::size_t at = 0;
    for (; at < all.size() && all[at] != 0; at += all[at]) types.push_back(all[at + 1]);
    EXPECT_EQ(at, all.size());
    std::vector<int> expected = {2, 11, 4, 0x24, 0x24, 0x24, 0x24, 5, 4, 5, 5};
    if (has_reset_interface) expected.push_back(4);
    EXPECT_EQ(types, expected);
}

TEST_F(Control, GivesAsMuchOfADescriptorAsIsAskedFor) {
    controller.reset();
    const Packet all = get(2, 0, 255);
    for (std::uint16_t length = 1; length <= all.size() + 70; ++length) {
        const Packet part = get(2, 0, length);
        EXPECT_EQ(part, Packet(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                              all.size(), std::size_t{length}))))
            << length;
    }
    EXPECT_EQ(host.control({device_in, 6, 0x0100, 0, 0}).data, Packet());
}

TEST_F(Control, ADescriptorOfFullPacketsEndsByAnEmptyOneIfMoreWasAskedFor) {
    controller.reset();
    controller.setup(0, Request{device_in, 6, 0x0302, 0, 65}.bytes());
    EXPECT_EQ(controller.in(0, 0).data.size(), 64u);
    const Answer rest = controller.in(0, 0);
    EXPECT_EQ(rest.outcome, Outcome::ok);
    EXPECT_THAT(rest.data, IsEmpty());
    EXPECT_EQ(controller.in(0, 0).outcome, Outcome::timeout);
    controller.setup(0, Request{device_in, 6, 0x0302, 0, 64}.bytes());
    EXPECT_EQ(controller.in(0, 0).data.size(), 64u);
    EXPECT_EQ(controller.in(0, 0).outcome, Outcome::timeout) << "nothing is owed";
}

TEST_F(Control, StringsAreNamedAndTheSerialNumberIsTheChips) {
    controller.reset();
    EXPECT_THAT(get(3, 0, 255), ElementsAre(4, 3, 9, 4));
    EXPECT_EQ(text_of(get(3, 1, 255)), "perth");
    EXPECT_EQ(text_of(get(3, 2, 255)), "a-board-whose-name-has-31-chars");
    EXPECT_EQ(text_of(get(3, 3, 255)), "E6605838");
    EXPECT_THAT(get(3, 1, 255), ElementsAre(12, 3, 'p', 0, 'e', 0, 'r', 0, 't', 0, 'h', 0));
}

TEST_F(Control, WhatIsNoDescriptorIsStalled) {
    controller.reset();
    for (const std::uint16_t value : Words{0x0000, 0x0101, 0x0201, 0x0304, 0x03EE, 0x0400, 0x0500,
                                           0x0600, 0x0700, 0x0F00, 0xFF00}) {
        EXPECT_EQ(ask({device_in, 6, value, 0, 255}), Outcome::stall) << value;
    }
    EXPECT_EQ(get(1, 0, 18).size(), 18u) << "and the next request is answered";
}

TEST(ControlWithoutId, HasNoSerialNumber) {
    Controller controller;
    hal::chip.unique_id.clear();
    print("");
    Host host(controller);
    controller.reset();
    const Answer answer = host.control(get_device);
    ASSERT_EQ(answer.data.size(), 18u);
    EXPECT_EQ(answer.data[16], 0);
    EXPECT_EQ(host.control({device_in, 6, 0x0303, 0, 255}).outcome, Outcome::stall);
}

TEST(ControlWithoutId, APanicDoesNotAskTheChipForIt) {
    Controller controller;
    panic("@perth panic\n");
    ASSERT_TRUE(controller.is_attached());
    Host host(controller);
    controller.reset();
    EXPECT_EQ(host.control({device_in, 6, 0x0303, 0, 255}).outcome, Outcome::stall);
}

TEST_F(Control, TakesItsAddressAfterTheStatusStage) {
    controller.reset();
    EXPECT_EQ(controller.setup(0, Request{device_out, 5, 7, 0, 0}.bytes()), Outcome::ok);
    EXPECT_EQ(controller.in(7, 0).outcome, Outcome::gone);
    EXPECT_EQ(controller.in(0, 0).outcome, Outcome::ok);
    EXPECT_EQ(controller.in(0, 0).outcome, Outcome::gone);
    EXPECT_EQ(controller.setup(7, get_device.bytes()), Outcome::ok);
    EXPECT_EQ(controller.in(7, 0).data.size(), 18u);
}

TEST_F(Control, TakesNoAddressThatThereIsNot) {
    controller.reset();
    EXPECT_EQ(ask({device_out, 5, 128, 0, 0}), Outcome::stall);
    EXPECT_EQ(ask({device_out, 5, 0xFFFF, 0, 0}), Outcome::stall);
    EXPECT_EQ(ask({device_in, 5, 3, 0, 0}), Outcome::stall);
    EXPECT_EQ(host.control({device_out, 5, 3, 0, 2}, {1, 2}).outcome, Outcome::stall);
    EXPECT_EQ(get(1, 0, 18).size(), 18u);
}

TEST_F(Control, ConfigurationIsSetAndTold) {
    controller.reset();
    EXPECT_THAT(host.control({device_in, 8, 0, 0, 1}).data, ElementsAre(0));
    EXPECT_EQ(ask({device_out, 9, 2, 0, 0}), Outcome::stall);
    EXPECT_EQ(ask({device_out, 9, 0x0101, 0, 0}), Outcome::stall);
    EXPECT_EQ(ask({device_out, 9, 1, 0, 0}), Outcome::ok);
    EXPECT_THAT(host.control({device_in, 8, 0, 0, 1}).data, ElementsAre(1));
    EXPECT_EQ(controller.out(0, 1, {'a'}), Outcome::ok);
    EXPECT_EQ(ask({device_out, 9, 0, 0, 0}), Outcome::ok);
    EXPECT_EQ(controller.out(0, 1, {'a'}), Outcome::gone);
}

TEST_F(Control, StatusIsToldOfDeviceInterfaceAndEndpoint) {
    enumerate();
    EXPECT_THAT(host.control({device_in, 0, 0, 0, 2}).data, ElementsAre(0, 0));
    constexpr std::uint16_t interfaces = has_reset_interface ? 3 : 2;
    EXPECT_THAT(host.control({interface_in, 0, 0, interfaces - 1, 2}).data, ElementsAre(0, 0));
    EXPECT_EQ(ask({interface_in, 0, 0, interfaces, 2}), Outcome::stall);
    EXPECT_EQ(ask({interface_in, 0, 0, 0x0100, 2}), Outcome::stall);
    for (const std::uint16_t endpoint : Words{0x00, 0x80, 0x01, 0x81, 0x82}) {
        EXPECT_THAT(host.control({endpoint_in, 0, 0, endpoint, 2}).data, ElementsAre(0, 0));
    }
    for (const std::uint16_t endpoint : Words{0x02, 0x03, 0x83, 0x0101, 0xFF81}) {
        EXPECT_EQ(ask({endpoint_in, 0, 0, endpoint, 2}), Outcome::stall) << endpoint;
    }
    EXPECT_EQ(ask({0x83, 0, 0, 0, 2}), Outcome::stall) << "no such recipient";
}

TEST_F(Control, InterfacesAndEndpointsAreThereOnlyWhenConfigured) {
    controller.reset();
    EXPECT_EQ(ask({interface_in, 0, 0, 0, 2}), Outcome::stall);
    EXPECT_EQ(ask({interface_in, 10, 0, 0, 1}), Outcome::stall);
    EXPECT_EQ(ask({endpoint_in, 0, 0, 0x81, 2}), Outcome::stall);
    EXPECT_EQ(ask({endpoint_out, 3, 0, 0x81, 0}), Outcome::stall);
    EXPECT_EQ(ask(open_terminal), Outcome::stall);
    EXPECT_EQ(ask({0x21, 1, 0, 2, 0}), Outcome::stall);
    EXPECT_THAT(hal::chip.ends, IsEmpty());
}

TEST_F(Control, AnEndpointIsHaltedAndGoesOnWhereItWas) {
    enumerate();
    ASSERT_EQ(ask(open_terminal), Outcome::ok);
    print("before\n");
    for (const std::uint16_t endpoint : Words{0x01, 0x81, 0x82}) {
        EXPECT_EQ(ask({endpoint_out, 3, 0, endpoint, 0}), Outcome::ok);
        EXPECT_THAT(host.control({endpoint_in, 0, 0, endpoint, 2}).data, ElementsAre(1, 0));
    }
    EXPECT_EQ(controller.in(host.address(), 1).outcome, Outcome::stall);
    EXPECT_EQ(controller.out(host.address(), 1, {'a'}), Outcome::stall);
    print("while\n");
    for (const std::uint16_t endpoint : Words{0x01, 0x81, 0x82}) {
        EXPECT_EQ(ask({endpoint_out, 1, 0, endpoint, 0}), Outcome::ok);
        EXPECT_THAT(host.control({endpoint_in, 0, 0, endpoint, 2}).data, ElementsAre(0, 0));
    }
    EXPECT_EQ(host.read(), "before\nwhile\n");
    EXPECT_EQ(host.write("a"), 1u);
}

TEST_F(Control, ClearingAHaltThatIsNoneLosesNothing) {
    enumerate();
    ASSERT_EQ(ask(open_terminal), Outcome::ok);
    print("text\n");
    EXPECT_EQ(ask({endpoint_out, 1, 0, 0x81, 0}), Outcome::ok);
    EXPECT_EQ(ask({endpoint_out, 1, 0, 0x01, 0}), Outcome::ok);
    EXPECT_EQ(ask({endpoint_out, 1, 0, 0x00, 0}), Outcome::ok);
    EXPECT_EQ(host.read(), "text\n");
    EXPECT_EQ(host.write("a"), 1u);
}

TEST_F(Control, FeaturesThatThereAreNotAreStalled) {
    enumerate();
    EXPECT_EQ(ask({device_out, 3, 1, 0, 0}), Outcome::stall) << "remote wake-up";
    EXPECT_EQ(ask({device_out, 3, 2, 0x0100, 0}), Outcome::stall) << "test mode";
    EXPECT_EQ(ask({endpoint_out, 3, 0, 0x00, 0}), Outcome::stall) << "halt of endpoint 0";
    EXPECT_EQ(ask({endpoint_out, 3, 1, 0x81, 0}), Outcome::stall);
    EXPECT_EQ(host.control({endpoint_out, 3, 0, 0x81, 1}, {0}).outcome, Outcome::stall);
    EXPECT_EQ(ask({interface_out, 3, 0, 0, 0}), Outcome::stall);
}

TEST_F(Control, TheOnlyAlternateSettingIsTheFirst) {
    enumerate();
    EXPECT_THAT(host.control({interface_in, 10, 0, 1, 1}).data, ElementsAre(0));
    EXPECT_EQ(ask({interface_out, 11, 0, 1, 0}), Outcome::ok);
    EXPECT_EQ(ask({interface_out, 11, 1, 1, 0}), Outcome::stall);
    EXPECT_EQ(ask({interface_out, 11, 0, 9, 0}), Outcome::stall);
}

TEST_F(Control, LineCodingIsKept) {
    enumerate();
    EXPECT_THAT(host.control({0xA1, 0x21, 0, 0, 7}).data, ElementsAre(0, 0xC2, 1, 0, 0, 0, 8));
    EXPECT_EQ(host.control(set_line_coding, {0x80, 0x25, 0, 0, 2, 1, 7}).outcome, Outcome::ok);
    EXPECT_THAT(host.control({0xA1, 0x21, 0, 0, 7}).data, ElementsAre(0x80, 0x25, 0, 0, 2, 1, 7));
    EXPECT_THAT(host.control({0xA1, 0x21, 0, 0, 3}).data, ElementsAre(0x80, 0x25, 0));
}

TEST_F(Control, LineCodingOfAnotherLengthIsStalledAndForgotten) {
    enumerate();
    EXPECT_EQ(host.control({0x21, 0x20, 0, 0, 6}, Packet(6)).outcome, Outcome::stall);
    EXPECT_EQ(host.control({0x21, 0x20, 0, 0, 0xFFFF}, Packet(64)).outcome, Outcome::stall);
    EXPECT_EQ(host.control(set_line_coding, Packet(8)).outcome, Outcome::stall);
    EXPECT_EQ(host.control(set_line_coding, Packet(64)).outcome, Outcome::stall);
    EXPECT_EQ(controller.setup(host.address(), set_line_coding.bytes()), Outcome::ok);
    EXPECT_EQ(controller.out(host.address(), 0, {}), Outcome::ok);
    EXPECT_EQ(controller.in(host.address(), 0).outcome, Outcome::stall) << "none was sent";
    EXPECT_THAT(host.control({0xA1, 0x21, 0, 0, 7}).data, ElementsAre(0, 0xC2, 1, 0, 0, 0, 8));
}

TEST_F(Control, BreakMeansNothing) {
    enumerate();
    EXPECT_EQ(ask({0x21, 0x23, 0xFFFF, 0, 0}), Outcome::ok);
    EXPECT_EQ(ask({0x21, 0x23, 0, 0, 0}), Outcome::ok);
}

TEST_F(Control, ClassRequestsOfOthersAreStalled) {
    enumerate();
    for (const std::uint8_t request : Codes{0x00, 0x02, 0x03, 0x1F, 0x24, 0x30, 0xFF}) {
        EXPECT_EQ(ask({0x21, request, 0, 0, 0}), Outcome::stall) << int{request};
        EXPECT_EQ(ask({0xA1, request, 0, 0, 8}), Outcome::stall) << int{request};
    }
    EXPECT_EQ(ask({0x21, 0x22, 1, 1, 0}), Outcome::stall) << "the data interface has none";
    EXPECT_EQ(ask({0x21, 0x22, 1, 0x0100, 0}), Outcome::stall);
    EXPECT_EQ(ask({0x22, 0x22, 1, 0, 0}), Outcome::stall) << "of an endpoint";
    EXPECT_EQ(ask({0xA1, 0x20, 0, 0, 7}), Outcome::stall) << "SET to the host";
    EXPECT_EQ(host.control({0x21, 0x21, 0, 0, 7}, Packet(7)).outcome, Outcome::stall);
    EXPECT_EQ(host.control({0x21, 0x22, 1, 0, 1}, {0}).outcome, Outcome::stall);
}

TEST_F(Control, VendorRequestsAreStalled) {
    enumerate();
    EXPECT_EQ(ask({0x40, 1, 0, 0, 0}), Outcome::stall);
    EXPECT_EQ(ask({0xC0, 1, 0, 4, 255}), Outcome::stall);
    EXPECT_EQ(ask({0x41, 1, 0, 2, 0}), Outcome::stall);
    EXPECT_EQ(ask({0xE0, 6, 0x0100, 0, 18}), Outcome::stall) << "the reserved kind";
}

// What a host asks while it waits for the end of another request.
TEST_F(Control, ASetupBeginsAnewAnywhere) {
    enumerate();
    const auto address = host.address();
    const Request configuration{device_in, 6, 0x0200, 0, 255};
    controller.setup(address, configuration.bytes());
    EXPECT_EQ(get(1, 0, 18).size(), 18u) << "before its data";
    controller.setup(address, configuration.bytes());
    EXPECT_EQ(controller.in(address, 0).data.size(), 64u);
    EXPECT_EQ(get(1, 0, 18).size(), 18u) << "between its packets";
    controller.setup(address, set_line_coding.bytes());
    EXPECT_EQ(get(1, 0, 18).size(), 18u) << "before the host's data";
    controller.setup(address, set_line_coding.bytes());
    controller.out(address, 0, Packet(7));
    EXPECT_EQ(get(1, 0, 18).size(), 18u) << "before the status";
}

TEST_F(Control, AHostThatEndsItsReadingEarlyIsLeftInPeace) {
    enumerate();
    const auto address = host.address();
    controller.setup(address, Request{device_in, 6, 0x0200, 0, 255}.bytes());
    EXPECT_EQ(controller.in(address, 0).data.size(), 64u);
    EXPECT_EQ(controller.out(address, 0, {}), Outcome::ok);
    controller.in(address, 0);  // whatever that gives
    EXPECT_EQ(get(2, 0, 255).size(), get(2, 0, 9)[2]);
}

TEST_F(Control, AResetOfTheBusForgetsAddressConfigurationAndTerminal) {
    enumerate();
    ASSERT_EQ(ask(open_terminal), Outcome::ok);
    controller.reset();
    EXPECT_EQ(ask(get_device), Outcome::gone);
    host.forget_address();
    EXPECT_THAT(host.control({device_in, 8, 0, 0, 1}).data, ElementsAre(0));
    print("kept\n");
    enumerate();
    EXPECT_EQ(host.read(), "") << "nobody has opened the port";
    ASSERT_EQ(ask(open_terminal), Outcome::ok);
    EXPECT_EQ(host.read(), "kept\n");
}

}  // namespace
}  // namespace perth::usb_device
