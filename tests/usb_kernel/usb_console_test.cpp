// The firmware's own console over USB, as the kernel's cdc-acm sees it: the class logic, and in
// usb_kernel_otg_fs_tests the STM32F4's driver on a model of its registers, too.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <perth_port.hpp>
#include <usb_port.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "tests/usb_device/firmware_model.hpp"
#include "tests/usb_device/program.hpp"
#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/terminal.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using usb_device::print;
using usb_device::typed;

std::string lines(int first, int last) {
    std::string text;
    for (int i = first; i < last; ++i) text += fmt::format("line {}\n", i);
    return text;
}
const std::string many = lines(0, 10'000);  // about 100 KB

std::int64_t microseconds() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

class UsbConsole : public testing::Test {
protected:
    UsbConsole() {
        hal::chip.now = microseconds;
        board->controller().on_ready = [this] { port.wake(); };
    }
    ~UsbConsole() override { port.unplug(); }

    void plug() { port.plug(board); }
    [[nodiscard]] static std::vector<std::string> ends() {
        const hal::Critical guard;
        return hal::chip.ends;
    }
    /// Opens the port as a terminal program does.
    static cli::Handle open_port() {
        cli::Handle file(::open(terminal().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
        termios settings{};
        if (::tcgetattr(file.get(), &settings) != 0) return {};
        ::cfmakeraw(&settings);
        return ::tcsetattr(file.get(), TCSANOW, &settings) == 0 ? std::move(file) : cli::Handle();
    }

    Port port{3};
    std::shared_ptr<usb_device::FirmwareModel> board =
        std::make_shared<usb_device::FirmwareModel>();
};

/// The program on the board; it may wait for the terminal.
template <typename Work>
std::thread start_program(Work work) {
    return std::thread([work] {
        hal::lets_others_run = true;
        work();
    });
}

/// Where two texts begin to differ, and how long they are.
std::string difference(const std::string& got, const std::string& expected) {
    const auto [at, _] = std::mismatch(got.begin(), got.end(), expected.begin(), expected.end());
    return fmt::format("{} bytes of {}, the same up to {}", got.size(), expected.size(),
                       at - got.begin());
}
std::string the_same(const std::string& text) {
    return fmt::format("{0} bytes of {0}, the same up to {0}", text.size());
}

// Reads until there is nothing for a second or `size` bytes are there; `pause` after each piece.
std::string read(const cli::Handle& file, std::size_t size, std::chrono::milliseconds pause = 0ms) {
    std::string all;
    char piece[2048];
    pollfd ready{file.get(), POLLIN, 0};
    while (all.size() < size && ::poll(&ready, 1, 1000) > 0) {
        const ssize_t count = ::read(file.get(), piece, sizeof(piece));
        if (count <= 0) break;
        all.append(piece, static_cast<std::size_t>(count));
        std::this_thread::sleep_for(pause);
    }
    return all;
}

void write(const cli::Handle& file, std::string_view text) {
    pollfd ready{file.get(), POLLOUT, 0};
    while (!text.empty() && ::poll(&ready, 1, 5000) > 0) {
        const ssize_t count = ::write(file.get(), text.data(), text.size());
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
}

TEST_F(UsbConsole, IsATerminalThatLsusbUnderstands) {
    plug();
    EXPECT_EQ(terminal(), "/dev/ttyACM0");
    const auto lsusb = run({"lsusb", "-v", "-d", "2e8a:000a"});
    EXPECT_EQ(lsusb.exit_code, 0) << lsusb.err;
    EXPECT_THAT(lsusb.out, HasSubstr("iManufacturer           1 perth"));
    EXPECT_THAT(lsusb.out, HasSubstr("iProduct                2 a-board-whose-name-has-31-chars"));
    EXPECT_THAT(lsusb.out, HasSubstr("iSerial                 3 E6605838"));
    EXPECT_THAT(lsusb.out, HasSubstr("CDC ACM:"));
    EXPECT_THAT(lsusb.out, HasSubstr("MaxPower              250mA"));
    EXPECT_THAT(lsusb.out, testing::Not(HasSubstr("INVALID")));
}

TEST_F(UsbConsole, ShowsItsFirstLinesToWhoOpensItShortlyAfter) {
    print("-- counter 1.0, build 1a2b3c4d\ncount 0\n");
    plug();
    const auto file = open_port();
    EXPECT_EQ(read(file, 39), "-- counter 1.0, build 1a2b3c4d\ncount 0\n");
}

TEST_F(UsbConsole, ATerminalGetsEveryByte) {
    plug();
    const auto file = open_port();
    std::thread program = start_program([] { print(many); });
    EXPECT_EQ(difference(read(file, many.size()), many), the_same(many));
    program.join();
}

TEST_F(UsbConsole, ASlowTerminalGetsEveryByte) {
    plug();
    const auto file = open_port();
    const std::string twice = many + many;  // more than the kernel holds
    std::thread program = start_program([&twice] { print(twice); });
    EXPECT_EQ(difference(read(file, twice.size(), 20ms), twice), the_same(twice));
    program.join();
}

TEST_F(UsbConsole, ASlowProgramGetsEveryByte) {
    plug();
    EXPECT_EQ(typed(), "");
    const auto file = open_port();
    std::string got;
    std::atomic<bool> is_over = false;
    std::thread program = start_program([&] {
        while (got.size() < many.size() && !is_over) got += typed(97);
    });
    write(file, many);
    (void)eventually([&] { return ::tcdrain(file.get()) == 0; });
    std::this_thread::sleep_for(500ms);
    is_over = true;
    program.join();
    EXPECT_EQ(difference(got, many), the_same(many));
    EXPECT_EQ(hal::usb::Console::lost(), 0u);
}

TEST_F(UsbConsole, BothDirectionsAtOnce) {
    plug();
    EXPECT_EQ(typed(), "");
    const auto file = open_port();
    std::atomic<bool> is_over = false;
    std::thread program = start_program([&] {
        while (!is_over) print(typed(61));
    });
    std::thread typist([&] { write(file, many); });
    EXPECT_EQ(difference(read(file, many.size()), many), the_same(many));
    typist.join();
    is_over = true;
    program.join();
}

TEST_F(UsbConsole, MonitorShowsTheProgramAndFollowsItAcrossAReplug) {
    print("-- counter 1.0, build 1a2b3c4d\n");
    plug();
    Background monitor(perth({"monitor", "1-3"}));
    const auto shows = [&monitor](const std::string& text) {
        return eventually([&] { return monitor.output().find(text) != std::string::npos; });
    };
    ASSERT_TRUE(shows("counter 1.0")) << monitor.output();
    print(lines(0, 500));
    ASSERT_TRUE(shows("line 499\n")) << monitor.output();
    port.unplug();
    board->controller().suspend(true);
    print(lines(500, 510));
    board->controller().suspend(false);
    board->bus_reset();
    plug();
    print("PASS\n");
    ASSERT_TRUE(shows("line 509\nPASS\n")) << monitor.output();
    EXPECT_THAT(monitor.output(), HasSubstr(lines(0, 500)));
    EXPECT_THAT(monitor.output(), HasSubstr(lines(500, 510) + "PASS\n"));
}

TEST_F(UsbConsole, TheTouchLeadsIntoTheBootloader) {
    plug();
    EXPECT_EQ(run({"stty", "-F", terminal(), "115200"}).exit_code, 0);
    EXPECT_THAT(ends(), ElementsAre());
    EXPECT_EQ(run({"stty", "-F", terminal(), "1200"}).exit_code, 0);
    EXPECT_TRUE(port.is_empty());
    EXPECT_THAT(ends(), ElementsAre("bootloader"));
}

// As picotool asks for it.
TEST_F(UsbConsole, TheResetInterfaceLeadsIntoTheBootloader) {
    if (!hal::usb::has_reset_interface) GTEST_SKIP() << "the chip's has none";
    plug();
    int number = 0;
    std::ifstream("/sys/bus/usb/devices/" + port.place() + "/devnum") >> number;
    const cli::Handle device(
        ::open(fmt::format("/dev/bus/usb/001/{:03}", number).c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_TRUE(device.is_open());
    unsigned interface = 2;
    ASSERT_EQ(::ioctl(device.get(), USBDEVFS_CLAIMINTERFACE, &interface), 0);
    usbdevfs_ctrltransfer request{0x21, 1, 0, 2, 0, 1000, nullptr};
    EXPECT_EQ(::ioctl(device.get(), USBDEVFS_CONTROL, &request), 0);
    EXPECT_TRUE(port.is_empty());
    EXPECT_THAT(ends(), ElementsAre("bootloader"));
}

TEST_F(UsbConsole, ClosedAndOpenedAgainItGoesOn) {
    plug();
    {
        const auto file = open_port();
        print("first\n");
        EXPECT_EQ(read(file, 6), "first\n");
    }
    std::this_thread::sleep_for(100ms);
    print("between\n");
    const auto file = open_port();
    print("second\n");
    EXPECT_EQ(read(file, 15), "between\nsecond\n");
}

}  // namespace
}  // namespace perth::usb_kernel
