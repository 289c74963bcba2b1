// What is said when a device does not keep to DFU.
#include "cli/flash/dfu_session.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/dfuse_board.hpp"
#include "tests/fakes/dfu_device.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using fakes::Answer;
namespace dfu = fakes::dfu;

const std::string again =
    "\n  hint: unplug it, bring it into its bootloader again, and run the same command again";

/// A session with a device whose answers to one request are made up.
class OddDevice : public testing::Test {
protected:
    OddDevice() { session_.begin("trying"); }

    void answer(dfu::Request request, const Answer& answer) {
        board_.host.set_tamper([=](auto, const usb::Setup& setup, auto&&...) {
            const bool is_it = (setup.request_type & 0x60) == 0x20 && setup.request == request;
            return is_it ? std::optional(answer) : std::nullopt;
        });
    }
    void report(dfu::State state, std::chrono::milliseconds poll = 1ms) {
        answer(dfu::getstatus, dfu::status_answer(dfu::ok, poll, state));
    }
    // Returns what is said after "error: the USB device 0483:df11 at 1-2 ".
    template <typename Action>
    static std::string said(const Action& action) {
        const std::string front = "error: the USB device 0483:df11 at 1-2 ";
        const std::string text = error_text(action);
        return text.starts_with(front) ? text.substr(front.size()) : text;
    }
    void send_erase() { session_.download(0, std::array<std::uint8_t, 5>{0x41, 0, 0, 0, 8}); }

    DfuseBoard board_{{.times = fakes::FlashTimes::none()}};
    DfuSession session_{board_.host, board_.host.attached().at(0), 0};
};

TEST_F(OddDevice, StallsARequestForNoReason) {
    answer(dfu::dnload, dfu::stall());
    EXPECT_EQ(
        said([&] { send_erase(); }),
        "failed while trying\n  DFU_DNLOAD: the device stalled the request, being in dfuIDLE" +
            again);
}

TEST_F(OddDevice, StallsEverything) {
    board_.host.set_tamper([](auto&&...) { return dfu::stall(); });
    EXPECT_EQ(said([&] { send_erase(); }),
              "failed while trying\n  DFU_DNLOAD: the device stalled the request" + again);
}

TEST_F(OddDevice, LosesTheThread) {
    board_.rom->set_state(dfu::upload_idle);
    EXPECT_EQ(said([&] { send_erase(); }),
              "failed while trying\n"
              "  errSTALLEDPKT (0x0f): the device stalled an unexpected request" +
                  again);
}

TEST_F(OddDevice, HasABadLine) {
    answer(dfu::dnload, {.outcome = usb::Outcome::failed});
    EXPECT_EQ(said([&] { send_erase(); }),
              "failed while trying\n  DFU_DNLOAD: the transfer failed" + again);
}

TEST_F(OddDevice, GivesHalfAStatus) {
    answer(dfu::getstatus, {.data = {0, 0, 0}});
    EXPECT_EQ(said([&] { session_.finish(session_.now() + 1s); }),
              "failed while trying\n  DFU_GETSTATUS: the transfer failed" + again);
}

TEST_F(OddDevice, IsInAStateThatItCannotBeIn) {
    report(dfu::manifest);
    EXPECT_EQ(said([&] { session_.finish(session_.now() + 1s); }),
              "failed while trying\n  it is in dfuMANIFEST instead of dfuDNLOAD-IDLE" + again);
    report(dfu::app_idle);
    EXPECT_EQ(said([&] { session_.to_idle(1s); }),
              "failed while trying\n  it is in appIDLE" + again);
}

TEST_F(OddDevice, StaysBusy) {
    report(dfu::dnbusy);
    EXPECT_EQ(said([&] { session_.finish(session_.now() + 1s); }),
              "does not answer while trying\n  it stays busy" + again);
    EXPECT_EQ(said([&] { session_.to_idle(1s); }),
              "failed while trying\n  it does not become idle" + again);
}

TEST_F(OddDevice, IsNotWaitedForLongerThanItMayTake) {
    report(dfu::dnbusy, 16'000'000ms);
    const auto start = session_.now();
    EXPECT_EQ(error_exit([&] { session_.finish(start + 10s); }), Exit::device_error);
    EXPECT_LT(session_.now() - start, 11s);
}

TEST_F(OddDevice, IsAskedForNoMoreThanAMinuteAtATime) {
    report(dfu::dnbusy, 16'000'000ms);
    const auto start = session_.now();
    session_.leave_alone({.poll = 16'000'000ms}, start + 24h);
    EXPECT_EQ(session_.now() - start, 60s);
}

TEST_F(OddDevice, DoesNotComeBackFromAReset) {
    // The reset makes the host forget it.
    report(dfu::manifest_wait_reset);
    board_.host.set_enumerates(false);
    EXPECT_EQ(said([&] { session_.to_idle(1s); }),
              "vanished while trying\n  it did not come back after a USB reset"
              "\n  hint: plug it in again and run the same command again");
}

class OddDfuse : public testing::Test {
protected:
    DfuseBoard board_{{.times = fakes::FlashTimes::none()}};
    std::unique_ptr<Programmer> programmer_ = board_.connect();
};

TEST_F(OddDfuse, GivesLessThanItWasAskedFor) {
    board_.host.set_tamper([](auto, const usb::Setup& setup, auto&&...) {
        return setup.request == dfu::upload ? std::optional(Answer{.data = {1, 2}}) : std::nullopt;
    });
    Bytes into(16);
    EXPECT_EQ(error_text([&] { programmer_->read(DfuseBoard::flash, into, nobody_watches); }),
              "error: the USB device 0483:df11 at 1-2 failed while reading 16 bytes at 0x08000000\n"
              "  DFU_UPLOAD: it gave 2 bytes" +
                  again);
}

TEST_F(OddDfuse, DoesNotResetWhenItsProtectionIsLifted) {
    board_.host.set_tamper([](auto, const usb::Setup& setup, auto&&...) {
        return setup.request == dfu::getstatus
                   ? std::optional(dfu::status_answer(dfu::ok, 0ms, dfu::dnload_idle))
                   : std::nullopt;
    });
    EXPECT_EQ(error_text([&] { programmer_->unprotect(); }),
              "error: the USB device 0483:df11 at 1-2 failed while lifting the read protection\n"
              "  it did not reset itself" +
                  again);
}

TEST_F(OddDfuse, IsBusyForEverWhenItsProtectionIsLifted) {
    board_.host.set_tamper([](auto, const usb::Setup& setup, auto&&...) {
        return setup.request == dfu::getstatus
                   ? std::optional(dfu::status_answer(dfu::ok, 1000ms, dfu::dnbusy))
                   : std::nullopt;
    });
    EXPECT_EQ(error_text([&] { programmer_->unprotect(); }),
              "error: the USB device 0483:df11 at 1-2 does not answer while lifting the read "
              "protection\n  it stays busy" +
                  again);
}

TEST_F(OddDfuse, StaysWhenItWasToldToLeave) {
    bool is_told = false;
    board_.host.set_tamper([&](auto, const usb::Setup& setup, auto, std::size_t length) {
        is_told = is_told || (setup.request == dfu::dnload && length == 0);
        return is_told ? std::optional(dfu::status_answer(dfu::ok, 0ms, dfu::manifest))
                       : std::nullopt;
    });
    EXPECT_EQ(programmer_->start(DfuseBoard::flash), "the device was told to leave its bootloader");
}

}  // namespace
}  // namespace perth::cli
