// cli/usb on usbfs: what is attached, and how transfers end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "cli/support/uevents.hpp"
#include "cli/usb/usb.hpp"
#include "tests/fakes/cdc_acm.hpp"
#include "tests/usb_kernel/port.hpp"
#include "tests/usb_kernel/udev.hpp"

namespace perth::usb_kernel {
namespace {

using namespace std::chrono_literals;
using cli::usb::Outcome;
using testing::SizeIs;

constexpr cli::usb::Setup answered = {.request_type = 0xc0, .request = 1};
constexpr cli::usb::Setup refused = {.request_type = 0xc0, .request = 2};
constexpr cli::usb::Setup unanswered = {.request_type = 0xc0, .request = 3};
constexpr cli::usb::Setup answered_late = {.request_type = 0xc0, .request = 4};

/// A board with a few requests of its own.
class Odd final : public fakes::CdcAcm {
public:
    fakes::Answer control(const cli::usb::Setup& setup, cli::BytesView out,
                          std::size_t length) override {
        if (setup.request == answered.request) return {.data = {1, 2, 3}};
        if (setup.request == refused.request) return {.outcome = Outcome::stall};
        if (setup.request == unanswered.request) return {.outcome = Outcome::timeout};
        if (setup.request == answered_late.request) {
            if (++asked_ < 10) return {.outcome = Outcome::timeout};
            return {.data = {4}};
        }
        return CdcAcm::control(setup, out, length);
    }
    void bus_reset() override { ++resets_; }
    [[nodiscard]] int resets() const { return resets_; }

private:
    int resets_ = 0;
    int asked_ = 0;
};

class UsbHost : public testing::Test {
protected:
    std::unique_ptr<cli::usb::Device> plug_and_open() {
        port.plug(board);
        return host->open(host->attached().at(0));
    }

    Port port{3};
    std::shared_ptr<Odd> board = std::make_shared<Odd>();
    std::unique_ptr<cli::usb::Host> host = cli::usb::system_host();
};

TEST_F(UsbHost, ListsWhatIsPluggedInByItsPlaceAndNoHubs) {
    EXPECT_THAT(host->attached(), SizeIs(0));
    Port other{1};
    port.plug(board);
    other.plug(std::make_shared<fakes::CdcAcm>(
        fakes::CdcAcm::Identity{.vid = 0x2e8a, .pid = 5, .product = "Board", .serial = "E6"}));
    const auto attached = host->attached();
    ASSERT_THAT(attached, SizeIs(2));
    EXPECT_EQ(to_string(attached[0].place), "1-1");
    EXPECT_EQ(attached[0].descriptors.vid, 0x2e8a);
    EXPECT_EQ(attached[0].product, "Board");
    EXPECT_EQ(attached[0].serial, "E6");
    EXPECT_EQ(to_string(attached[1].place), "1-3");
    EXPECT_THAT(attached[1].descriptors.interfaces, SizeIs(2));
}

/// A device whose last descriptor says that it is longer than all that is left.
class Broken final : public fakes::CdcAcm {
public:
    [[nodiscard]] cli::Bytes descriptors() const override {
        cli::Bytes bytes = CdcAcm::descriptors();
        bytes[bytes.size() - 7] = 200;
        return bytes;
    }
};

TEST_F(UsbHost, LeavesOutADeviceWhoseDescriptorsMakeNoSense) {
    Port other{1};
    port.plug(board);
    other.plug(std::make_shared<Broken>());
    const auto attached = host->attached();
    ASSERT_THAT(attached, SizeIs(1));
    EXPECT_EQ(to_string(attached[0].place), "1-3");
}

TEST_F(UsbHost, TellsHowATransferEnded) {
    const auto device = plug_and_open();
    std::array<std::uint8_t, 8> data{};
    const auto good = device->control_in(answered, data, 1000ms);
    EXPECT_EQ(good.outcome, Outcome::ok);
    EXPECT_EQ(good.length, 3);
    EXPECT_EQ(data[2], 3);
    EXPECT_EQ(device->control_in(refused, data, 1000ms).outcome, Outcome::stall);
    EXPECT_EQ(device->control_in(answered_late, data, 1000ms).length, 1);
    EXPECT_EQ(device->control_in(unanswered, data, 100ms).outcome, Outcome::timeout);
    EXPECT_EQ(device->control_in(answered, data, 1000ms).outcome, Outcome::ok);
}

TEST_F(UsbHost, TellsThatTheDeviceWasUnpluggedInMidTransfer) {
    const auto device = plug_and_open();
    auto transfer = std::async(std::launch::async, [&device] {
        std::array<std::uint8_t, 8> data{};
        return device->control_in(unanswered, data, 10s).outcome;
    });
    std::this_thread::sleep_for(100ms);
    port.unplug();
    EXPECT_EQ(transfer.get(), Outcome::gone);
}

TEST_F(UsbHost, ReadsStrings) {
    const auto device = plug_and_open();
    EXPECT_EQ(read_string(*device, 2), "Virtual COM Port");
    EXPECT_EQ(read_string(*device, 9), "");
}

TEST_F(UsbHost, ResetsTheBus) {
    const auto device = plug_and_open();
    EXPECT_EQ(device->reset(), Outcome::ok);
    port.unplug();
    EXPECT_EQ(board->resets(), 1);
}

TEST_F(UsbHost, FindsADeviceUnderItsNewAddressWithAndWithoutUdevd) {
    port.plug(board);
    const auto before = host->attached();
    port.unplug();
    port.plug(board);
    const auto after = host->attached();
    ASSERT_THAT(after, SizeIs(1));
    EXPECT_EQ(after[0].place, before[0].place);
    EXPECT_NE(after[0].address, before[0].address);
    EXPECT_EQ(read_string(*host->open(after[0]), 3), "3156");
    const Udev udev;
    port.unplug();
    port.plug(board);
    EXPECT_EQ(read_string(*host->open(host->attached().at(0)), 3), "3156");
}

// Returns whether an event is there to be taken.
bool has_heard(const cli::Uevents& events) {
    pollfd entry = {events.fd(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

TEST_F(UsbHost, IsToldByTheKernelWhenUdevdIsNotThere) {
    const cli::Uevents events;
    EXPECT_FALSE(has_heard(events));
    port.plug(board);
    EXPECT_TRUE(has_heard(events));
}

}  // namespace
}  // namespace perth::usb_kernel
