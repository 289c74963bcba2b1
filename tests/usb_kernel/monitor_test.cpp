// `perth monitor` on a board with a CDC-ACM port.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/program.hpp"
#include "tests/usb_kernel/terminal.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string lines(int first, int last) {
    std::string text;
    for (int i = first; i < last; ++i) text += fmt::format("line {}\n", i);
    return text;
}

class Monitor : public testing::Test {
protected:
    Monitor() { port.plug(board); }

    void print(const std::string& text) {
        port.with_models([&] { board->print(text); });
    }

    Port port{3};
    std::shared_ptr<fakes::CdcAcm> board = std::make_shared<fakes::CdcAcm>();
};

bool shows(const Background& monitor, const std::string& text) {
    return eventually([&] { return monitor.output().find(text) != std::string::npos; });
}

TEST_F(Monitor, ShowsWhatTheBoardPrintsUntilItIsWhatWasExpected) {
    print(lines(0, 500) + "PASS\n");
    const auto monitor = run(perth({"monitor", "1-3", "--expect", "PASS", "--timeout", "15"}));
    EXPECT_EQ(monitor.exit_code, 0) << monitor.err;
    EXPECT_THAT(monitor.out, HasSubstr(lines(0, 500) + "PASS\n"));
}

TEST_F(Monitor, WaitsForTheBoard) {
    port.unplug();
    Background monitor(perth({"monitor", "1-3"}));
    EXPECT_TRUE(shows(monitor, "--- waiting for 1-3 ---")) << monitor.output();
    board->print("hello\n");
    port.plug(board);
    EXPECT_TRUE(shows(monitor, "hello\n")) << monitor.output();
}

TEST_F(Monitor, SetsRateAndLines) {
    print("PASS\n");
    const auto monitor = run(perth(
        {"monitor", "1-3", "--baud", "57600", "--dtr", "off", "--rts", "on", "--expect", "PASS"}));
    EXPECT_EQ(monitor.exit_code, 0) << monitor.err;
    port.unplug();
    EXPECT_THAT(board->settings(), Contains("57600 8N1"));
    EXPECT_THAT(board->settings(), Contains("dtr off, rts on"));
}

TEST_F(Monitor, FollowsTheBoardAcrossAReplugUnderAnotherNumber) {
    Background monitor(perth({"monitor", "1-3"}));
    print(lines(0, 500));
    ASSERT_TRUE(shows(monitor, "line 499\n")) << monitor.output();
    port.unplug();

    Port other{1};
    const auto stranger = std::make_shared<fakes::CdcAcm>();
    stranger->print("stranger\n");
    other.plug(stranger);
    ASSERT_EQ(terminal(), "/dev/ttyACM0");

    board->print(lines(500, 1000));
    port.plug(board);
    ASSERT_TRUE(shows(monitor, "line 999\n")) << monitor.output();
    monitor.terminate();
    EXPECT_THAT(monitor.output(), HasSubstr(lines(0, 500)));
    EXPECT_THAT(monitor.output(), ContainsRegex("\n--- gap [0-9]+ ms"));
    EXPECT_THAT(monitor.output(), HasSubstr(lines(500, 1000)));
    EXPECT_THAT(monitor.output(), Not(HasSubstr("stranger")));
}

// At an unplug the kernel drops what no program has read yet: what the line discipline holds, and
// the transfers of cdc-acm that are under way.
// Source: Linux, drivers/tty/n_tty.c, N_TTY_BUF_SIZE; drivers/usb/class/cdc-acm.h, ACM_NR.
constexpr std::size_t dropped_by_the_kernel = 4096 + 16 * 128;

TEST_F(Monitor, ShowsEveryByteThatItCouldReadBeforeAnUnplugInMidStream) {
    const std::string all = lines(0, 20'000);
    Background monitor(perth({"monitor", "1-3", "--quiet"}));
    print(all);
    ASSERT_TRUE(shows(monitor, "line 999\n")) << monitor.output();
    port.unplug();
    const std::size_t arrived = all.size() - board->unread();
    ASSERT_LT(arrived, all.size());
    EXPECT_TRUE(eventually([&] {
        return monitor.output().size() + dropped_by_the_kernel >= arrived;
    })) << monitor.output().size()
        << " of " << arrived;
    EXPECT_EQ(monitor.output(), all.substr(0, monitor.output().size()));
}

TEST_F(Monitor, TellsAUserWhoMayNotOpenThePortWhatGivesPermission) {
    const auto monitor = run(as_user(perth({"monitor", "1-3"})));
    EXPECT_EQ(monitor.exit_code, 5);
    EXPECT_THAT(monitor.err, HasSubstr("error: no permission to open /dev/ttyACM0\n"));
    EXPECT_THAT(monitor.err, HasSubstr("SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"0483\", "
                                       "ATTRS{idProduct}==\"5740\", TAG+=\"uaccess\""));
}

}  // namespace
}  // namespace perth::usb_kernel
