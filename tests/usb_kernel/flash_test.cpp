// cli/flash on usbfs: the ways to write a board over USB.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/flash/dfu.hpp"
#include "cli/flash/dfuse.hpp"
#include "cli/support/error.hpp"
#include "cli/usb/usb.hpp"
#include "tests/usb_kernel/bootloaders.hpp"
#include "tests/usb_kernel/firmware.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const auto nobody_watches = [](std::size_t) {};

class Flash : public testing::Test {
protected:
    // Has a program go to its bootloader, which takes a firmware and gives it back.
    void detach_and_download(bool will_detach,
                             fakes::DfuLoader::Behaviour bootloader = {.is_tolerant = true}) {
        const auto loader = make_loader(bootloader);
        port.plug(make_program(will_detach), loader);
        const auto attached = cli::detach(*host, host->attached().at(0), Clock::now() + 5s);
        EXPECT_EQ(to_string(attached.place), "1-4");
        EXPECT_EQ(attached.descriptors.pid, 2);
        const Firmware firmware(5'000);
        cli::dfu_download(*host, attached, {}, firmware.bytes(), nobody_watches);
        port.unplug();
        EXPECT_EQ(loader->image(), firmware.bytes());
    }

    Port port{4};
    std::unique_ptr<cli::usb::Host> host = cli::usb::system_host();
};

TEST_F(Flash, WritesReadsBackAndStartsAnStm32) {
    const auto stm32 = make_stm32({.erase_16_kib = 50ms});
    port.plug(stm32);
    const auto programmer = cli::connect_dfuse(*host, host->attached().at(0));
    const Firmware firmware(20'000);
    const std::vector<cli::Sector> touched = {programmer->sectors().at(0),
                                              programmer->sectors().at(1)};
    programmer->erase(touched, nobody_watches);
    programmer->write(0x08000000, firmware.bytes(), nobody_watches);
    cli::Bytes back(firmware.bytes().size());
    programmer->read(0x08000000, back, nobody_watches);
    EXPECT_EQ(back, firmware.bytes());
    programmer->start(0x08000000);
    EXPECT_TRUE(port.is_empty());
    port.unplug();
    EXPECT_EQ(stm32->started_at(), 0x08000000);
}

TEST_F(Flash, FindsTheBootloaderOfAProgramThatDetachesByItself) { detach_and_download(true); }

TEST_F(Flash, FindsTheBootloaderOfAProgramThatDetachesAtABusReset) { detach_and_download(false); }

TEST_F(Flash, FindsTheBootloaderWhereUdevdIsRunning) {
    const Udev udev;
    detach_and_download(true);
    detach_and_download(false);
}

TEST_F(Flash, IsDoneWhenTheBootloaderLeavesOrWantsAReset) {
    detach_and_download(true, {.is_tolerant = false, .will_detach = true});
    detach_and_download(true, {.is_tolerant = false, .will_detach = false});
}

TEST_F(Flash, SaysThatTheBoardWasUnpluggedWhileItWasErased) {
    const auto stm32 = make_stm32({.erase_16_kib = 3s});
    port.plug(stm32);
    const auto programmer = cli::connect_dfuse(*host, host->attached().at(0));
    std::thread hand([this] {
        std::this_thread::sleep_for(200ms);
        port.unplug();
    });
    const std::vector<cli::Sector> first = {programmer->sectors().at(0)};
    cli::Fault fault = cli::Fault::none;
    try {
        programmer->erase(first, nobody_watches);
    } catch (const cli::Error& error) {
        fault = error.parts().fault;
    }
    hand.join();
    EXPECT_EQ(fault, cli::Fault::gone);
}

}  // namespace
}  // namespace perth::usb_kernel
