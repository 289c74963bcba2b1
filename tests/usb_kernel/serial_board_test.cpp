// A board with a CDC-ACM port: what the kernel makes of it, and what reaches the board.
#include <fcntl.h>
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

namespace perth::usb_kernel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SerialBoard, IsListedByLsusb) {
    Port port;
    port.plug(std::make_shared<fakes::CdcAcm>());
    const auto lsusb = run({"lsusb", "-v", "-d", "0483:5740"});
    EXPECT_EQ(lsusb.exit_code, 0) << lsusb.err;
    EXPECT_THAT(lsusb.out, HasSubstr("iSerial                 3 3156"));
    EXPECT_THAT(lsusb.out, HasSubstr("CDC ACM:"));
}

TEST(SerialBoard, TakesWhatSttySetsAndTheShellWrites) {
    Port port;
    const auto board = std::make_shared<fakes::CdcAcm>();
    port.plug(board);
    const auto wrote =
        sh("exec 3<>" + terminal() + " && stty 115200 parenb cstopb <&3 && echo hello >&3");
    EXPECT_EQ(wrote.exit_code, 0) << wrote.err;
    port.unplug();
    EXPECT_EQ(board->received(), "hello\r\n");
    EXPECT_THAT(board->settings(),
                ElementsAre("9600 8N1", "dtr on, rts on", "115200 8E2", "dtr off, rts off"));
}

TEST(SerialBoard, IsReadUntilItIsUnplugged) {
    Port port;
    const auto board = std::make_shared<fakes::CdcAcm>();
    port.plug(board);
    std::string sent;
    for (int i = 0; i < 2000; ++i) sent += fmt::format("{}\n", i);
    Background reader({"sh", "-c", "stty raw -echo && cat"}, terminal());
    port.with_models([&] { board->print(sent); });
    EXPECT_TRUE(eventually([&] { return reader.output() == sent; })) << reader.output().size();
    port.unplug();
    EXPECT_EQ(reader.wait(), 0);
    EXPECT_EQ(reader.output().size(), sent.size());
}

TEST(SerialBoard, GetsAnotherNumberWhileTheOldPortIsOpen) {
    Port port;
    const auto board = std::make_shared<fakes::CdcAcm>();
    port.plug(board);
    const cli::Handle held(::open(terminal().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(held.is_open());
    port.unplug();
    port.plug(board);
    EXPECT_EQ(terminal(), "/dev/ttyACM1");
}

}  // namespace
}  // namespace perth::usb_kernel
