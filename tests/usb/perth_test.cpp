// perth as users run it, with real libusb, on boards that are not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/cli/commands/perth.hpp"
#include "tests/cli/flash/sample_image.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/usb/testbed.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class PerthOnUsb : public testing::Test {
protected:
    PerthOnUsb() { perth_.write("image.bin", {image_.begin(), image_.end()}); }

    std::shared_ptr<fakes::Stm32Dfuse> plug(fakes::Stm32Dfuse::Behaviour behaviour = {},
                                            unsigned port = 2) {
        behaviour.times = fakes::FlashTimes::none();
        behaviour.times.word = word_time_;
        auto rom = std::make_shared<fakes::Stm32Dfuse>(behaviour, Clock::now);
        testbed_.plug(port, rom);
        return rom;
    }
    static std::vector<std::string> flash(std::vector<std::string> more = {}) {
        std::vector<std::string> arguments = {"flash",      "image.bin", "--address",
                                              "0x08000000", "-b",        "pyboard-v11"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] bool has_image(fakes::Stm32Dfuse& rom) const {
        return std::equal(image_.begin(), image_.end(), rom.flash().begin());
    }

    // Starts flashing and returns once it writes.
    std::unique_ptr<Child> start_flashing() {
        std::vector<std::string> arguments = flash();
        arguments.insert(arguments.begin(), PERTH_PROGRAM);
        auto child = std::make_unique<Child>(
            Command{.args = std::move(arguments), .folder = perth_.folder()}, -1);
        while (testbed_.transfers() < 80 && !child->poll()) std::this_thread::sleep_for(1ms);
        return child;
    }

    static Bytes make_image() {
        Bytes image = sample_image(60'000);
        const Bytes vectors = {0x00, 0x00, 0x02, 0x20, 0x01, 0x02, 0x00, 0x08};
        std::copy(vectors.begin(), vectors.end(), image.begin());
        return image;
    }

    Bytes image_ = make_image();
    std::chrono::microseconds word_time_{0};
    Perth perth_;
    fakes::UsbTestbed testbed_;
};

TEST_F(PerthOnUsb, FlashesAndStarts) {
    const auto rom = plug();
    rom->flash().assign(rom->flash().size(), 0x55);
    const auto done = perth_.run(flash());

    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
    EXPECT_EQ(rom->started_at(), 0x08000000U);
}

TEST_F(PerthOnUsb, TellsEveryTransferWhenVerbose) {
    plug();
    const auto done = perth_.run(flash({"-v"}));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    // DFU_GETSTATUS in dfuIDLE, and setting the address pointer.
    EXPECT_THAT(done.err, HasSubstr("1-2 claim interface 0\n"));
    EXPECT_THAT(done.err, HasSubstr("1-2 < a1 03 0000 0000: 00 00 00 00 02 00\n"));
    EXPECT_THAT(done.err, HasSubstr("1-2 > 21 01 0000 0000: 21 00 00 00 08\n"));
    EXPECT_THAT(done.err, HasSubstr(" … (2048 bytes)\n"));
}

TEST_F(PerthOnUsb, WritesOnlyWhatDiffers) {
    const auto rom = plug();
    std::copy(image_.begin(), image_.end(), rom->flash().begin());
    rom->flash()[0x5000] ^= 1;
    const auto done = perth_.run(flash());

    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
    EXPECT_EQ(rom->erases(), 1U);
}

TEST_F(PerthOnUsb, ReadsBackWhatIsThere) {
    const auto rom = plug();
    std::copy(image_.begin(), image_.end(), rom->flash().begin());
    const auto done = perth_.run({"flash", "--read", "back.bin", "--address", "0x08000000",
                                  "--length", "60000", "-b", "pyboard-v11"});

    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(perth_.shell("cmp image.bin back.bin").out, "");
    EXPECT_TRUE(perth_.has("back.bin"));
}

TEST_F(PerthOnUsb, SaysThatNoSerialPortIsAttached) {
    const auto refused = perth_.run(flash({"--via", "stm32-uart"}));
    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_EQ(refused.err,
              "error: no serial port found for board pyboard-v11\n"
              "  none is attached (perth devices lists them)\n"
              "  hint: name the port that leads to the bootloader: --device PORT\n");
}

TEST_F(PerthOnUsb, TellsOfProtectionAndLiftsIt) {
    auto rom = std::make_shared<fakes::Stm32Dfuse>(
        fakes::Stm32Dfuse::Behaviour{.times = fakes::FlashTimes::none(), .is_protected = true},
        Clock::now);
    testbed_.plug(2, rom, [rom] {
        rom->enter();
        return rom;
    });
    const auto refused = perth_.run(flash());
    EXPECT_EQ(refused.exit_code, 6);
    EXPECT_THAT(refused.err,
                HasSubstr("error: the USB device 0483:df11 at 1-2 is read-protected\n"
                          "  it stopped reading 256 bytes at 0x08000000: errVENDOR (0x0b): the "
                          "vendor's own error\n"
                          "  hint: perth flash --unprotect lifts the protection, which erases "
                          "everything\n"));

    const auto done = perth_.run(flash({"--unprotect", "--no-start"}));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
    EXPECT_FALSE(rom->is_protected());
}

TEST_F(PerthOnUsb, FlashesAfterItWasInterrupted) {
    word_time_ = 20us;
    const auto rom = plug();
    const auto child = start_flashing();
    ::kill(child->pid(), SIGINT);

    EXPECT_EQ(child->wait(), 130);
    testbed_.with_models_at_rest([&] { EXPECT_FALSE(has_image(*rom)); });
    EXPECT_EQ(perth_.run(flash()).exit_code, 0);
    EXPECT_TRUE(has_image(*rom));
}

TEST_F(PerthOnUsb, FlashesAfterItWasKilled) {
    word_time_ = 20us;
    const auto rom = plug();
    const auto child = start_flashing();
    ::kill(child->pid(), SIGKILL);
    child->wait();

    const auto done = perth_.run(flash());
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
}

TEST_F(PerthOnUsb, FlashesAfterTheBoardWasPulledOut) {
    word_time_ = 20us;
    const auto rom = plug();
    const auto child = start_flashing();
    testbed_.unplug(2);
    EXPECT_EQ(child->wait(), 6);

    rom->power_cycle();
    testbed_.plug(2, rom);
    const auto done = perth_.run(flash());
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_TRUE(has_image(*rom));
}

TEST_F(PerthOnUsb, WaitsForABoardThatIsPluggedIn) {
    std::thread person([this] {
        std::this_thread::sleep_for(300ms);
        plug();
    });
    const auto done = perth_.run(flash({"--wait", "5"}));
    person.join();
    EXPECT_EQ(done.exit_code, 0) << done.err;
}

TEST_F(PerthOnUsb, ListsWhatIsAttached) {
    plug();
    plug({}, 3);
    const auto done = perth_.run({"devices"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("DFU   1-2    0483:df11  385C34733435"));
    EXPECT_THAT(done.out, HasSubstr("DFU   1-3    0483:df11  385C34733435"));
}

}  // namespace
}  // namespace perth::cli
