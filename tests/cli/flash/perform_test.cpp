#include "cli/flash/perform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/fakes/dfu_device.hpp"
#include "tests/fakes/stm32_dfuse.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Board stm32_board() {
    Board board = flash_board();
    board.memory[0].size = 1 << 20;
    board.usb = {{.vid = 0x0483, .pid = 0xDF11, .mode = "dfu"}};
    return board;
}

class FlashDevice : public testing::Test {
protected:
    std::shared_ptr<fakes::Stm32Dfuse> plug(fakes::Stm32Dfuse::Behaviour behaviour = {}) {
        auto rom = std::make_shared<fakes::Stm32Dfuse>(behaviour, host_.clock());
        host_.plug(2, rom);
        return rom;
    }

    UpdateReport flash(const FlashJob& job) {
        const Wanted wanted{.board = job.board, .via = "", .device = {}};
        const auto ask = [](const std::string&, const Board&) { return false; };
        return flash_device(
            host_, find_targets(host_, wanted).at(0), job, ask,
            [this](std::string_view line) { said_.emplace_back(line); }, progress_);
    }

    fakes::UsbHost host_;
    std::vector<std::string> said_;
    Progress progress_{Progress::Show::nothing, 80, [](const std::string&) {}};
};

TEST_F(FlashDevice, WritesAnStm32AndStartsIt) {
    const auto rom = plug({.times = fakes::FlashTimes::none()});
    const UpdateReport report = flash({.image = sample_image(), .board = stm32_board()});
    for (const Segment& one : sample_image().segments) {
        const auto begin =
            rom->flash().begin() + static_cast<std::ptrdiff_t>(one.address - 0x08000000);
        EXPECT_TRUE(std::equal(one.bytes.begin(), one.bytes.end(), begin));
    }
    EXPECT_EQ(rom->started_at(), 0x08000000U);
    EXPECT_EQ(report.started, "the device left its bootloader");
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(rom->erases(), 0U);
}

TEST_F(FlashDevice, GoesOnWhenTheDeviceWasUnpluggedMeanwhile) {
    const auto rom = plug({.times = fakes::FlashTimes::none()});
    bool unplugged = false;
    host_.set_tamper([&](std::size_t number, const usb::Setup&, BytesView,
                         std::size_t) -> std::optional<fakes::Answer> {
        if (number != 60 || unplugged) return std::nullopt;
        unplugged = true;
        rom->power_cycle();
        return fakes::Answer{.outcome = usb::Outcome::gone};
    });
    const UpdateReport report =
        flash({.image = sample_image(), .board = stm32_board(), .wait = 5s});
    EXPECT_TRUE(unplugged);
    EXPECT_THAT(said_,
                testing::Contains("the device at 1-2 is gone: waiting 5 s for it to come back"));
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(rom->started_at(), 0x08000000U);
}

TEST_F(FlashDevice, FailsWhenTheDeviceIsGoneAndNobodyWaits) {
    plug({.times = fakes::FlashTimes::none()});
    host_.set_tamper([](std::size_t number, const usb::Setup&, BytesView,
                        std::size_t) -> std::optional<fakes::Answer> {
        if (number < 60) return std::nullopt;
        return fakes::Answer{.outcome = usb::Outcome::gone};
    });
    EXPECT_EQ(error_exit([&] { (void)flash({.image = sample_image(), .board = stm32_board()}); }),
              Exit::device_error);
}

TEST_F(FlashDevice, NeverLiftsAReadProtectionByItself) {
    const auto rom = plug({.times = fakes::FlashTimes::none(), .is_protected = true});
    EXPECT_THAT(error_text([&] { (void)flash({.image = sample_image(), .board = stm32_board()}); }),
                testing::StartsWith("error: the USB device 0483:df11 at 1-2 is read-protected\n"));
    EXPECT_TRUE(rom->is_protected());
}

TEST_F(FlashDevice, LiftsAReadProtectionIfAskedTo) {
    const auto rom = std::make_shared<fakes::Stm32Dfuse>(
        fakes::Stm32Dfuse::Behaviour{.times = fakes::FlashTimes::none(), .is_protected = true},
        host_.clock());
    host_.plug(2, rom, [&] {
        rom->enter();
        return rom;
    });
    const UpdateReport report =
        flash({.image = sample_image(), .board = stm32_board(), .unprotect = true});
    EXPECT_FALSE(rom->is_protected());
    EXPECT_TRUE(report.verified);
    EXPECT_THAT(said_, ElementsAre("lifting the read protection, which erases everything",
                                   "1-2: writing 24.3 KiB"));
}

TEST_F(FlashDevice, TellsThatAChipDidNotComeBackAfterItsProtectionWasLifted) {
    plug({.times = fakes::FlashTimes::none(), .is_protected = true});  // and nothing afterwards
    Board board = stm32_board();
    board.bootloader_entry = "press RST";
    const auto lift = [&] {
        (void)flash({.image = sample_image(), .board = board, .unprotect = true});
    };
    EXPECT_EQ(error_text(lift),
              "error: 1-2 did not come back after its read protection was lifted\n"
              "  waited 10 s\n"
              "  hint: press RST");
}

TEST_F(FlashDevice, LeavesAChipAloneThatIsNotProtected) {
    const auto rom = plug({.times = fakes::FlashTimes::none()});
    (void)flash({.image = sample_image(), .board = stm32_board(), .unprotect = true});
    EXPECT_THAT(said_, ElementsAre("1-2: writing 24.3 KiB"));
}

TEST_F(FlashDevice, RefusesADfuFileForAnotherDevice) {
    plug();
    Image image = sample_image();
    image.name = "app.dfu";
    image.target = DfuTarget{.vid = 0x1209, .pid = 0x0001};
    EXPECT_EQ(error_text([&] { (void)flash({.image = image, .board = stm32_board()}); }),
              "error: app.dfu is not for the device at 1-2\n"
              "  it is for 1209:0001, the device is 0483:df11");
}

class FlashPlainDfu : public FlashDevice {
protected:
    FlashPlainDfu() {
        board_.flash = {"dfu"};
        board_.usb = {{.vid = 0x1209, .pid = 0x0001, .mode = "run-time"},
                      {.vid = 0x1209, .pid = 0x0002, .mode = "dfu"}};
    }

    Board board_ = flash_board();
    std::shared_ptr<fakes::DfuLoader> loader_ =
        std::make_shared<fakes::DfuLoader>(fakes::DfuLoader::Behaviour{}, host_.clock());
};

TEST_F(FlashPlainDfu, WritesBytesWithoutAddresses) {
    host_.plug(2, loader_);
    Image image{.format = Image::Format::bin,
                .name = "app.bin",
                .segments = {{0, Bytes(700, 7)}},
                .has_addresses = false};
    const UpdateReport report = flash({.image = image, .board = board_});
    EXPECT_EQ(loader_->image(), Bytes(700, 7));
    EXPECT_EQ(report.written, 700U);
    EXPECT_TRUE(report.sectors.empty());
}

TEST_F(FlashPlainDfu, WritesAProgramFromItsFirstByteToItsLast) {
    host_.plug(2, loader_);
    (void)flash({.image = image_of({{0x08001000, Bytes(2, 1)}, {0x08001005, Bytes(2, 2)}}),
                 .board = board_});
    EXPECT_EQ(loader_->image(), (Bytes{1, 1, 0xFF, 0xFF, 0xFF, 2, 2}));
}

TEST_F(FlashPlainDfu, DetachesARunningProgramFirst) {
    host_.plug(2, std::make_shared<fakes::DfuRuntime>(fakes::DfuRuntime::Behaviour{}),
               [this] { return loader_; });
    (void)flash({.image = image_of({{0x08001000, Bytes(9, 1)}}), .board = board_});
    EXPECT_EQ(loader_->image(), Bytes(9, 1));
}

TEST_F(FlashPlainDfu, WritesNothingInADryRun) {
    host_.plug(2, loader_);
    const UpdateReport report = flash({.image = image_of({{0x08001000, Bytes(9, 1)}}),
                                       .board = board_,
                                       .options = {.dry_run = true}});
    EXPECT_EQ(loader_->image(), Bytes{});
    EXPECT_EQ(report.written, 0U);
}

TEST_F(FlashPlainDfu, ReadsWhatTheDeviceGives) {
    loader_->set_image(Bytes(300, 5));
    host_.plug(2, loader_);
    const Wanted wanted{.board = board_, .via = "", .device = {}};
    EXPECT_EQ(read_device(host_, find_targets(host_, wanted).at(0), board_, {0, 1000}, progress_),
              Bytes(300, 5));
}

TEST_F(FlashDevice, ReadsTheFlash) {
    const auto rom = plug({.times = fakes::FlashTimes::none()});
    rom->flash()[0x1001] = 0x12;
    const Board board = stm32_board();
    const Wanted wanted{.board = board, .via = "", .device = {}};
    EXPECT_EQ(
        read_device(host_, find_targets(host_, wanted).at(0), board, {0x08001000, 3}, progress_),
        (Bytes{0xFF, 0x12, 0xFF}));
}

TEST(RangeToRead, IsTheWholeFlashOrWhatIsAskedFor) {
    const Board board = flash_board();
    EXPECT_EQ(range_to_read(board, {}, {}).length, 0x10000U);
    EXPECT_EQ(range_to_read(board, 0x08004000, {}).length, 0xC000U);
    EXPECT_EQ(range_to_read(board, 0x08004000, 0xC000).address, 0x08004000U);
    EXPECT_EQ(range_to_read(board, {}, 16).length, 16U);
}

TEST(RangeToRead, RefusesWhatIsNoFlash) {
    const Board board = flash_board();
    EXPECT_EQ(error_text([&] { (void)range_to_read(board, 0x08004000, 0xC001); }),
              "error: there is no flash of 49153 bytes at 0x08004000\n"
              "  the flash of board sample is 64.0 KiB at 0x08000000");
    EXPECT_EQ(error_text([&] { (void)range_to_read(board, 0x20000000, {}); }),
              "error: there is no flash at 0x20000000\n"
              "  the flash of board sample is 64.0 KiB at 0x08000000");
    EXPECT_EQ(error_text([&] { (void)range_to_read(board, {}, 0); }),
              "error: there is no flash of 0 bytes at 0x08000000\n"
              "  the flash of board sample is 64.0 KiB at 0x08000000");
    EXPECT_EQ(error_text([] { (void)range_to_read({}, {}, {}); }), "error: board  has no flash");
}

}  // namespace
}  // namespace perth::cli
