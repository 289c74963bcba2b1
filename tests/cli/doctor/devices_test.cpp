#include "cli/doctor/devices.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/doctor/udev.hpp"
#include "cli/serial/tty_denied.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/doctor/laid_out.hpp"

namespace perth::cli {
namespace {

using testing::IsEmpty;

constexpr const char* mend = "sudo perth doctor --udev";

class Devices : public testing::Test {
protected:
    Devices() { laid_.write("/dev/bus/usb/001/004", ""); }

    /// Returns a device at 1-4.
    [[nodiscard]] usb::Attached device(std::uint16_t vid, std::uint16_t pid) const {
        usb::Attached attached;
        attached.place = {.bus = 1, .ports = {4}};
        attached.descriptors.vid = vid;
        attached.descriptors.pid = pid;
        attached.product = "A \x1b[2Jboard";
        attached.node = laid_.machine.at("/dev/bus/usb/001/004");
        return attached;
    }
    [[nodiscard]] usb::Attached with_dfu(usb::Attached attached, std::uint8_t protocol) const {
        attached.descriptors.interfaces.push_back(
            {.class_code = 0xFE, .subclass = 1, .protocol = protocol, .extra = {}});
        return attached;
    }
    [[nodiscard]] serial::Port port(const std::string& place) const {
        serial::Port port;
        port.node = laid_.machine.at("/dev/bus/usb/001/004");
        port.place = place;
        port.vid = 0x1209;
        port.pid = 0xA0B1;
        port.product = "blue board";
        return port;
    }
    [[nodiscard]] std::string told(const std::vector<Check>& checks) const {
        std::string text;
        for (const Check& check : checks) {
            text += std::string(word_of(check.state)) + " " + check.name + ": " + check.evidence +
                    (check.remedy.empty() ? "" : " -> " + check.remedy) + "\n";
        }
        return laid_.shortened(text);
    }
    [[nodiscard]] std::string told(const usb::Attached& attached) const {
        return told(check_usb({attached}, two_boards(), laid_.machine, mend));
    }

    LaidOut laid_;
};

TEST_F(Devices, ThatAreNoBoardsAreLeftOut) {
    EXPECT_EQ(told(device(0x046D, 0xC31C)), "");
    EXPECT_EQ(told(with_dfu(device(0x046D, 0xC31C), 2)), "");
}

TEST_F(Devices, InABootloaderAreGood) {
    EXPECT_EQ(told(device(0x0483, 0xDF11)), "ok USB 1-4: 0483:df11, blue or red in mode dfu\n");
}

TEST_F(Devices, InAnotherModeAreNamed) {
    EXPECT_EQ(told(device(0x1209, 0xA0B1)),
              "warn USB 1-4: 1209:a0b1, blue in mode serial; no bootloader"
              " -> perth flash --enter-bootloader\n");
}

TEST_F(Devices, ThatOfferDfuWhileTheyRunAreNamed) {
    EXPECT_EQ(told(with_dfu(device(0x1209, 0xA0B1), 1)),
              "warn USB 1-4: 1209:a0b1, blue in mode serial; it runs its program, and offers DFU"
              " -> perth flash --enter-bootloader\n");
    EXPECT_EQ(told(with_dfu(device(0x1234, 0x5678), 1)),
              "warn USB 1-4: 1234:5678 A \\x1b[2Jboard; it runs its program, and offers DFU"
              " -> perth flash --enter-bootloader\n");
}

TEST_F(Devices, ThatMayNotBeOpenedNameTheRuleAndItsFile) {
    usb::Attached attached = device(0x0483, 0xDF11);
    attached.may_be_opened = false;
    const auto checks = check_usb({attached}, two_boards(), laid_.machine, mend);
    EXPECT_EQ(told(checks),
              "bad USB 1-4: 0483:df11, blue or red in mode dfu; this user may not open "
              "/dev/bus/usb/001/004; the rule for /etc/udev/rules.d/60-perth.rules would be "
              "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"0483\", ATTR{idProduct}==\"df11\", "
              "MODE=\"0660\", TAG+=\"uaccess\", ENV{ID_MM_DEVICE_IGNORE}=\"1\""
              " -> sudo perth doctor --udev\n");
    EXPECT_EQ(checks.front().exit, Exit::no_permission);
}

TEST_F(Devices, ThatMayNotBeOpenedThoughThereIsARule) {
    laid_.write("/etc/udev/rules.d/60-perth.rules", udev_rules(two_boards(), ""));
    usb::Attached attached = device(0x0483, 0xDF11);
    attached.may_be_opened = false;
    const std::string start =
        "bad USB 1-4: 0483:df11, blue or red in mode dfu; this user may not open "
        "/dev/bus/usb/001/004, though there is a rule; without a seat (over ssh) it is for a group"
        " -> plug it in again";
    EXPECT_EQ(told(attached), start + "\n");
    laid_.write("/etc/group", "plugdev:x:46:\n");
    EXPECT_EQ(told(attached), start + "; or sudo usermod -aG plugdev $USER, then log in again\n");
}

TEST_F(Devices, WhoseNodeAContainerDoesNotHave) {
    usb::Attached attached = device(0x0483, 0xDF11);
    attached.may_be_opened = false;
    attached.node = "/nonexistent/bus/usb/001/009";
    EXPECT_EQ(told(attached),
              "bad USB 1-4: 0483:df11, blue or red in mode dfu; there is no "
              "/nonexistent/bus/usb/001/009, as in a container"
              " -> start the container with --device /nonexistent/bus/usb/001/009\n");
}

TEST_F(Devices, WithoutPlaceOnUsbAreNoPortsOfBoards) {
    EXPECT_THAT(check_ports({port("")}), IsEmpty());
}

TEST_F(Devices, PortsThatNobodyHoldsAreGood) {
    EXPECT_EQ(told(check_ports({port("1-4")})), "ok /dev/bus/usb/001/004: 1209:a0b1 blue board\n");
}

TEST_F(Devices, PortsNameWhoHoldsThem) {
    const serial::Port held = port("1-4");
    const Handle node(::open(held.node.c_str(), O_RDWR | O_CLOEXEC));
    const Child holder({.args = {"sleep", "60"}}, node.get());
    const std::string pid = std::to_string(holder.pid());
    EXPECT_EQ(told(check_ports({held})),
              "warn /dev/bus/usb/001/004: 1209:a0b1 blue board; held by pid " + pid +
                  " (sleep 60) -> end it, or: kill " + pid + "\n");
}

TEST_F(Devices, PortsThatMayNotBeOpenedSayWhy) {
    serial::Port denied = port("1-4");
    denied.may_be_opened = false;
    const auto checks = check_ports({denied});
    const Error::Parts why = serial::denied(denied.node);
    EXPECT_THAT(why.why, testing::StartsWith("it belongs to "));
    EXPECT_EQ(checks.front().evidence, "1209:a0b1 blue board; " + why.why);
    EXPECT_EQ(checks.front().remedy, why.hint);
    EXPECT_EQ(checks.front().exit, Exit::no_permission);
}

}  // namespace
}  // namespace perth::cli
