// cli/usb with real libusb on nodes of a testbed.
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>

#include "cli/flash/dfu.hpp"
#include "cli/flash/dfuse.hpp"
#include "cli/support/uevents.hpp"
#include "cli/usb/usb.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/usb/testbed.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const Programmer::Advance nobody_watches = [](std::size_t) {};

class SystemHost : public testing::Test {
protected:
    std::shared_ptr<fakes::Stm32Dfuse> plug_stm32(fakes::Stm32Dfuse::Behaviour behaviour = {}) {
        behaviour.times = fakes::FlashTimes::none();
        auto rom = std::make_shared<fakes::Stm32Dfuse>(behaviour, Clock::now);
        testbed_.plug(2, rom);
        return rom;
    }

    fakes::UsbTestbed testbed_;
    std::unique_ptr<usb::Host> host_ = usb::system_host();
};

TEST_F(SystemHost, SeesNothingWhereNothingIs) { EXPECT_TRUE(host_->attached().empty()); }

TEST_F(SystemHost, SeesWhatIsPluggedInWithoutOpeningIt) {
    plug_stm32();
    const auto attached = host_->attached();

    ASSERT_EQ(attached.size(), 1U);
    EXPECT_EQ(usb::name_of(attached[0]), "the USB device 0483:df11 at 1-2");
    EXPECT_EQ(attached[0].manufacturer, "STMicroelectronics");
    EXPECT_EQ(attached[0].product, "STM32  BOOTLOADER");
    EXPECT_EQ(attached[0].serial, "385C34733435");
    EXPECT_EQ(attached[0].node, "/dev/bus/usb/001/001");
    EXPECT_TRUE(attached[0].may_be_opened);
    EXPECT_EQ(attached[0].descriptors.interfaces.size(), 4U);
    EXPECT_EQ(testbed_.transfers(), 0U);
}

TEST_F(SystemHost, HearsOfWhatIsPluggedIn) {
    Uevents uevents;
    const auto hears = [&](int milliseconds) {
        pollfd source{.fd = uevents.fd(), .events = POLLIN, .revents = 0};
        return ::poll(&source, 1, milliseconds) == 1;
    };
    EXPECT_FALSE(hears(0));
    plug_stm32();
    EXPECT_TRUE(hears(5000));
    uevents.wait(Clock::now() + 5s);
    EXPECT_FALSE(hears(0));
    testbed_.unplug(2);
    EXPECT_TRUE(hears(5000));
}

TEST_F(SystemHost, ReadsStrings) {
    plug_stm32();
    const auto device = host_->open(host_->attached().at(0));
    EXPECT_EQ(usb::read_string(*device, 2), "STM32  BOOTLOADER");
    EXPECT_EQ(usb::read_string(*device, 0), "");
    EXPECT_EQ(usb::read_string(*device, 99), "");
}

TEST_F(SystemHost, WritesReadsAndLeaves) {
    const auto rom = plug_stm32();
    testbed_.with_models_at_rest([&] { rom->flash().assign(rom->flash().size(), 0x55); });
    const auto programmer = connect_dfuse(*host_, host_->attached().at(0));
    const Bytes image = sample_image(20'000);
    Bytes back(image.size());

    programmer->erase(std::span(programmer->sectors()).first(2), nobody_watches);
    programmer->write(0x08000000, image, nobody_watches);
    programmer->read(0x08000000, back, nobody_watches);
    EXPECT_EQ(back, image);
    EXPECT_EQ(programmer->start(0x08000000), "the device left its bootloader");
    EXPECT_EQ(rom->started_at(), 0x08000000U);
}

TEST_F(SystemHost, FindsADetachedProgramsBootloaderAtItsPlace) {
    const auto loader =
        std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, Clock::now);
    testbed_.plug(3, std::make_shared<fakes::DfuRuntime>(fakes::DfuRuntime::Behaviour{}),
                  [loader] { return loader; });
    plug_stm32();

    const auto before = host_->attached().at(1);
    const auto found = detach(*host_, before, Clock::now() + 2s);
    EXPECT_EQ(usb::name_of(before), "the USB device 1209:0001 at 1-3");
    EXPECT_EQ(usb::name_of(found), "the USB device 1209:0002 at 1-3");
    EXPECT_NE(found.address, before.address);

    const Bytes image = sample_image(1000);
    dfu_download(*host_, found, {}, image, nobody_watches);
    EXPECT_EQ(loader->image(), image);
}

TEST_F(SystemHost, SaysThatAnotherProgramHoldsTheInterface) {
    plug_stm32();
    testbed_.refuse_interfaces(EBUSY);
    const auto connect = [&] { return connect_dfuse(*host_, host_->attached().at(0)); };
    EXPECT_EQ(error_text(connect),
              "error: the USB device 0483:df11 at 1-2 is in use\n"
              "  another program holds its interface 0\n"
              "  hint: fuser -v /dev/bus/usb/001/001 names the program; end it");
    EXPECT_EQ(error_exit(connect), Exit::no_device);
}

TEST_F(SystemHost, SaysWhyTheKernelRefusesAnInterface) {
    plug_stm32();
    testbed_.refuse_interfaces(EIO);
    const auto connect = [&] { return connect_dfuse(*host_, host_->attached().at(0)); };
    EXPECT_EQ(error_text(connect),
              "error: cannot claim interface 0 of the USB device 0483:df11 at 1-2\n"
              "  Other error");
    EXPECT_EQ(error_exit(connect), Exit::device_error);
    testbed_.refuse_interfaces(EINVAL);
    EXPECT_EQ(error_text(connect),
              "error: cannot claim interface 0 of the USB device 0483:df11 at 1-2\n"
              "  Invalid parameter");
}

TEST_F(SystemHost, SaysThatADeviceIsGoneBeforeItIsOpened) {
    plug_stm32();
    const auto attached = host_->attached().at(0);
    testbed_.unplug(2);
    const auto open = [&] { return host_->open(attached); };
    EXPECT_EQ(error_text(open),
              "error: the USB device 0483:df11 at 1-2 is not there any more\n"
              "  hint: plug it in again and run the same command again");
    EXPECT_EQ(error_exit(open), Exit::device_error);
}

TEST_F(SystemHost, SaysThatADeviceWasPulledOutWhileItWorked) {
    plug_stm32();
    const auto programmer = connect_dfuse(*host_, host_->attached().at(0));
    testbed_.unplug(2);
    const auto erase = [&] {
        programmer->erase(std::span(programmer->sectors()).first(1), nobody_watches);
    };
    EXPECT_EQ(error_text(erase),
              "error: the USB device 0483:df11 at 1-2 vanished while erasing 0x08000000\n"
              "  DFU_DNLOAD: the device is not there any more\n"
              "  hint: plug it in again and run the same command again");
}

TEST_F(SystemHost, TellsAStallFromSilence) {
    plug_stm32();
    const auto device = host_->open(host_->attached().at(0));
    device->claim(0);
    Bytes into(2048);
    const usb::Setup reserved{.request_type = 0xA1, .request = 2, .value = 1, .index = 0};
    EXPECT_EQ(device->control_in(reserved, into, 1s).outcome, usb::Outcome::stall);
}

TEST_F(SystemHost, EndsATransferThatIsNotAnsweredInTime) {
    auto times = fakes::FlashTimes::none();
    times.erase_16_kib = 60s;
    testbed_.plug(
        2, std::make_shared<fakes::Stm32Dfuse>(
               fakes::Stm32Dfuse::Behaviour{.times = times, .waits_when_early = true}, Clock::now));
    const auto device = host_->open(host_->attached().at(0));
    device->claim(0);
    const usb::Setup dnload{.request_type = 0x21, .request = 1};
    const usb::Setup getstatus{.request_type = 0xA1, .request = 3};
    const Bytes erase{0x41, 0, 0, 0, 8};
    Bytes status(6);
    EXPECT_EQ(device->control_out(dnload, erase, 1s).length, 5U);
    EXPECT_EQ(device->control_in(getstatus, status, 1s).length, 6U);
    EXPECT_EQ(device->control_in(getstatus, status, 50ms).outcome, usb::Outcome::timeout);
}

TEST_F(SystemHost, FindsAReEnumeratedDeviceAfterAReset) {
    const auto runtime =
        std::make_shared<fakes::DfuRuntime>(fakes::DfuRuntime::Behaviour{.will_detach = false});
    const auto loader =
        std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, Clock::now);
    testbed_.plug(1, runtime, [loader] { return loader; });
    const auto found = detach(*host_, host_->attached().at(0), Clock::now() + 2s);
    EXPECT_EQ(found.descriptors.pid, 0x0002);
}

}  // namespace
}  // namespace perth::cli
