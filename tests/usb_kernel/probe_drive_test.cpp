// Boards with a debug probe's drive under the kernel's usb-storage and vfat.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/fakes/probe_drive.hpp"
#include "tests/usb_kernel/drives.hpp"
#include "tests/usb_kernel/firmware.hpp"
#include "tests/usb_kernel/port.hpp"

namespace perth::usb_kernel {
namespace {

using testing::HasSubstr;
using Behaviour = fakes::ProbeDrive::Behaviour;

/// What comes back after the probe has left: the same, with its result.
class Returned final : public fakes::UsbModel {
public:
    explicit Returned(std::shared_ptr<fakes::ProbeDrive> probe) : probe_(std::move(probe)) {}

    [[nodiscard]] cli::Bytes descriptors() const override { return probe_->descriptors(); }
    [[nodiscard]] std::string string(std::uint8_t index) const override {
        return probe_->string(index);
    }
    fakes::Answer control(const cli::usb::Setup& setup, cli::BytesView out,
                          std::size_t length) override {
        come_back();
        return probe_->control(setup, out, length);
    }
    fakes::Answer bulk_in(std::uint8_t endpoint, std::size_t length) override {
        return probe_->bulk_in(endpoint, length);
    }
    cli::usb::Outcome bulk_out(std::uint8_t endpoint, cli::BytesView data) override {
        come_back();
        return probe_->bulk_out(endpoint, data);
    }

private:
    void come_back() {
        if (!probe_->is_attached()) probe_->come_back();
    }

    std::shared_ptr<fakes::ProbeDrive> probe_;
};

class ProbeDrive : public testing::Test {
protected:
    ProbeDrive() {
        define_board("probed", R"("inherits": "stm32f405rg", "crystal_hz": 8000000,
            "source": "tests/fakes/probe_drive.hpp", "flash": ["drive"], "drive": "NODE_F401RE",
            "usb": [{ "vid": "0x0483", "pid": "0x374B", "mode": "probe" }])");
    }

    static Behaviour board(bool is_stlink) {
        return {.label = "NODE_F401RE",
                .is_stlink = is_stlink,
                .vid = 0x0483,
                .pid = 0x374B,
                .flash_start = 0x08000000,
                .flash_size = 512 << 10};
    }

    cli::Finished flash(const Behaviour& behaviour) {
        probe = std::make_shared<fakes::ProbeDrive>(behaviour, std::chrono::steady_clock::now);
        port.plug(probe, std::make_shared<Returned>(probe));
        const Automounter automounter;
        EXPECT_NE(Automounter::folder_with("DETAILS.TXT"), "");
        auto flashed = run(
            perth({"-C", "/tmp/project", "flash", firmware.path(), "--address", "0x08000000"}), 60);
        port.unplug();
        return flashed;
    }

    Port port{6};
    Firmware firmware{20'000};
    std::shared_ptr<fakes::ProbeDrive> probe;
};

TEST_F(ProbeDrive, OfADaplinkTakesTheProgram) {
    const auto flashed = flash(board(false));
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_THAT(flashed.out, HasSubstr("flashed probed at 1-6: 19.5 KiB written in "));
    EXPECT_TRUE(firmware.is_at_start_of(probe->flash()));
}

TEST_F(ProbeDrive, OfAnStLinkTakesTheProgram) {
    const auto flashed = flash(board(true));
    EXPECT_EQ(flashed.exit_code, 0) << flashed.err;
    EXPECT_TRUE(firmware.is_at_start_of(probe->flash()));
}

TEST_F(ProbeDrive, SaysWhatWentWrong) {
    Behaviour behaviour = board(false);
    behaviour.failures = {
        "error: The interface firmware FAILED to reset/halt the target MCU\r\n"
        "type: target\r\n"};
    const auto flashed = flash(behaviour);
    EXPECT_EQ(flashed.exit_code, 6);
    EXPECT_THAT(flashed.err,
                HasSubstr("error: the drive of the USB device 0483:374b at 1-6 did not take the "
                          "program\n"
                          "  FAIL.TXT: The interface firmware FAILED to reset/halt the target MCU "
                          "(target)\n"));
}

}  // namespace
}  // namespace perth::usb_kernel
