#include "cli/console/find_port.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <string>

#include "cli/support/handle.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

/// A port that can be opened, known to the "system" under any USB place.
class OpenPty {
public:
    OpenPty() {
        int master = -1;
        int slave = -1;
        char name[128] = {};
        EXPECT_EQ(::openpty(&master, &slave, name, nullptr, nullptr), 0);
        ::fcntl(master, F_SETFD, FD_CLOEXEC);
        ::close(slave);
        master_ = Handle(master);
        node = name;
    }
    std::string node;

private:
    Handle master_;
};

AttachedDevice device_at(const std::string& node, const std::string& place,
                         const std::string& serial = {}, std::vector<std::string> boards = {}) {
    AttachedDevice device;
    device.node = node;
    device.place = place;
    device.serial = serial;
    device.title = "Maker Adapter";
    device.boards = std::move(boards);
    return device;
}

class FindPort : public testing::Test {
protected:
    [[nodiscard]] PortFinder finder(std::string named, std::optional<Board> board = {}) {
        return {{.named = std::move(named), .board = std::move(board)},
                {},
                {.devices = [this] { return devices_; }, .ports = [this] { return ports_; }}};
    }
    static std::string opened(PortFinder& finder) {
        const auto stream = finder.open();
        return stream ? stream->address() : "not there";
    }

    OpenPty pty_;
    std::vector<AttachedDevice> devices_;
    std::vector<serial::Port> ports_;
    Board board_;
};

TEST_F(FindPort, ByPath) {
    PortFinder found = finder(pty_.node);
    EXPECT_EQ(found.description(), pty_.node);
    EXPECT_EQ(opened(found), pty_.node);
    PortFinder absent = finder("/dev/nothing-here");
    EXPECT_EQ(opened(absent), "not there");
}

TEST_F(FindPort, ByPlaceSerialNumberOrName) {
    devices_ = {device_at("/dev/ttyOTHER", "1-3", "A2"), device_at(pty_.node, "1-4.2", "A1")};
    for (const std::string& name :
         {std::string("1-4.2"), std::string("usb:1-4.2"), std::string("A1"),
          pty_.node.substr(pty_.node.rfind('/') + 1)}) {
        PortFinder port = finder(name);
        EXPECT_EQ(opened(port), pty_.node) << name;
    }
    PortFinder absent = finder("1-5");
    EXPECT_EQ(opened(absent), "not there");
    EXPECT_EQ(absent.description(), "1-5");
}

TEST_F(FindPort, ByBoard) {
    board_.name = "mine";
    devices_ = {device_at("/dev/ttyOTHER", "1-3", "", {"other"}),
                device_at(pty_.node, "1-4", "", {"first", "mine"})};
    devices_.front().kind = AttachedDevice::Kind::serial;
    PortFinder port = finder("", board_);
    EXPECT_EQ(port.description(), "board mine");
    EXPECT_EQ(opened(port), pty_.node);
}

TEST_F(FindPort, TheOnlyOneWhereNothingIsNamed) {
    AttachedDevice dfu = device_at("/dev/bus/usb/001/004", "1-1");
    dfu.kind = AttachedDevice::Kind::dfu;
    devices_ = {dfu, device_at(pty_.node, "1-4")};
    PortFinder port = finder("");
    EXPECT_EQ(opened(port), pty_.node);
}

TEST_F(FindPort, SeveralAreListed) {
    board_.name = "mine";
    devices_ = {device_at("/dev/ttyACM0", "1-3", "A1", {"mine"}),
                device_at("/dev/ttyACM1", "1-4.2", "A\x1b[2J", {"mine"})};
    PortFinder port = finder("", board_);
    EXPECT_EQ(error_text([&] { (void)port.open(); }),
              "error: 2 serial ports may be mine\n"
              "  these are attached:\n"
              "    /dev/ttyACM0, USB 1-3, Maker Adapter, serial number A1\n"
              "    /dev/ttyACM1, USB 1-4.2, Maker Adapter, serial number A\\x1b[2J\n"
              "  hint: name one: perth monitor /dev/ttyACM0");
    EXPECT_EQ(error_exit([&] { (void)port.open(); }), Exit::no_device);
    PortFinder any = finder("");
    EXPECT_EQ(error_text([&] { (void)any.open(); }).substr(0, 37),
              "error: 2 serial ports are attached\n  ");
}

TEST_F(FindPort, ABoardWithoutAConsoleOnUsbSaysWhichPins) {
    board_.name = "mine";
    board_.console = Console{.uart = "USART1", .tx = "PB6", .rx = "PB7", .note = "X9 and X10"};
    PortFinder port = finder("", board_);
    EXPECT_EQ(error_text([&] { (void)port.open(); }),
              "error: no port is known to be the console of mine\n"
              "  its console is on X9 and X10\n"
              "  no serial port is attached\n"
              "  hint: name the adapter: perth monitor --device /dev/ttyUSB0, or once under "
              "\"devices\" in perth.json");
    Board silent = board_;
    silent.console->note.clear();
    PortFinder nowhere = finder("", silent);
    EXPECT_EQ(error_text([&] { (void)nowhere.open(); }),
              "error: no port is known to be the console of mine\n"
              "  its console does not come with its USB plug\n"
              "  no serial port is attached\n"
              "  hint: name the adapter: perth monitor --device /dev/ttyUSB0, or once under "
              "\"devices\" in perth.json");
    devices_ = {device_at("/dev/ttyUSB3", "1-3")};
    EXPECT_EQ(error_text([&] { (void)port.open(); }),
              "error: no port is known to be the console of mine\n"
              "  its console is on X9 and X10\n"
              "  serial ports that are attached:\n"
              "    /dev/ttyUSB3, USB 1-3, Maker Adapter\n"
              "  hint: name the adapter: perth monitor --device /dev/ttyUSB3, or once under "
              "\"devices\" in perth.json");
}

TEST_F(FindPort, ABoardWithAConsoleOnUsbIsWaitedFor) {
    board_.name = "mine";
    board_.usb = {{.vid = 0x2e8a, .pid = 0x000a, .mode = "serial"}};
    PortFinder port = finder("", board_);
    EXPECT_EQ(opened(port), "not there");
}

TEST_F(FindPort, TheSamePlugIsFoundUnderAnotherNumber) {
    const auto port_at = [](const std::string& node, std::uint8_t interface) {
        serial::Port port;
        port.node = node;
        port.place = "1-4.2";
        port.interface = interface;
        return port;
    };
    ports_ = {port_at("/dev/ttyACM9", 2), port_at(pty_.node, 0)};
    PortFinder port = finder(pty_.node);
    EXPECT_EQ(opened(port), pty_.node);
    const OpenPty again;
    ports_ = {port_at("/dev/ttyACM9", 2)};
    EXPECT_EQ(opened(port), "not there");
    ports_ = {port_at("/dev/ttyACM9", 2), port_at(again.node, 0)};
    EXPECT_EQ(opened(port), again.node);
}

}  // namespace
}  // namespace perth::cli
