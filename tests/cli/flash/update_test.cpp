#include "cli/flash/update.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/fakes/flash_model.hpp"

namespace perth::cli {
namespace {

using Action = SectorUpdate::Action;

class UpdateTest : public testing::Test {
protected:
    UpdateReport perform(const Image& image, const UpdateOptions& options = {}) {
        ModelProgrammer programmer(flash_);
        flash_.calls.clear();
        return update(programmer, image, board_, options, progress_);
    }

    /// Whether all bytes of the image are in the flash.
    [[nodiscard]] bool holds(const Image& image) {
        return std::all_of(image.segments.begin(), image.segments.end(), [&](const Segment& one) {
            return flash_.bytes(one.address, one.bytes.size()) == one.bytes;
        });
    }

    [[nodiscard]] static std::vector<Action> actions(const UpdateReport& report) {
        std::vector<Action> found;
        for (const SectorUpdate& one : report.sectors) found.push_back(one.action);
        return found;
    }

    Board board_ = flash_board();
    FlashModel flash_{flash_sectors()};
    Progress progress_{Progress::Show::nothing, 80, [](const std::string&) {}};
};

TEST_F(UpdateTest, WritesABlankChipWithoutErasing) {
    const UpdateReport report = perform(sample_image());
    EXPECT_TRUE(holds(sample_image()));
    EXPECT_EQ(flash_.calls,
              (std::vector<std::string>{
                  "read 0x08000000 256", "read 0x08000100 16128", "read 0x08004000 256",
                  "read 0x08004100 7936", "read 0x08009000 256", "read 0x08009100 32",
                  "write 0x08000100 16128", "write 0x08004000 8192", "write 0x08009000 288",
                  "write 0x08000000 256", "read 0x08000000 16384", "read 0x08004000 8192",
                  "read 0x08009000 288", "start 0x08000000"}));
    EXPECT_EQ(actions(report), (std::vector{Action::write, Action::write, Action::write}));
    EXPECT_EQ(report.started, "the device left its bootloader");
    EXPECT_TRUE(report.compared);
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(report.written, 16384U + 8192U + 288U);
    EXPECT_EQ(report.read, 2 * report.written);
}

TEST_F(UpdateTest, ErasesAndWritesOnlySectorsThatDiffer) {
    (void)perform(sample_image());
    Image changed = sample_image();
    changed.segments[0].bytes[0x5000] ^= 0x80;
    const UpdateReport report = perform(changed);
    EXPECT_TRUE(holds(changed));
    EXPECT_EQ(actions(report), (std::vector{Action::same, Action::rewrite, Action::same}));
    EXPECT_EQ(
        flash_.calls,
        (std::vector<std::string>{
            "read 0x08000000 256", "read 0x08000100 16128", "read 0x08004000 256",
            "read 0x08004100 7936", "read 0x08009000 256", "read 0x08009100 32", "erase 0x08004000",
            "write 0x08004000 8192", "read 0x08004000 8192", "start 0x08000000"}));
}

TEST_F(UpdateTest, OnlyStartsAProgramThatIsThere) {
    (void)perform(sample_image());
    const UpdateReport report = perform(sample_image());
    EXPECT_EQ(actions(report), (std::vector{Action::same, Action::same, Action::same}));
    EXPECT_EQ(flash_.calls.back(), "start 0x08000000");
    EXPECT_EQ(flash_.calls.size(), 7U);
    EXPECT_EQ(report.written, 0U);
}

TEST_F(UpdateTest, ErasesTheVectorTableFirstAndWritesItLast) {
    for (const Sector& sector : flash_.sectors) flash_.fill(sector, 0);
    (void)perform(sample_image(), {.verify = false, .start = false});
    EXPECT_EQ(flash_.calls, (std::vector<std::string>{
                                "read 0x08000000 256", "read 0x08004000 256", "read 0x08009000 256",
                                "erase 0x08000000", "erase 0x08004000", "erase 0x08008000",
                                "write 0x08000100 16128", "write 0x08004000 8192",
                                "write 0x08009000 288", "write 0x08000000 256"}));
}

TEST_F(UpdateTest, TakesTheVectorTableToBeWhereTheImageBeginsIfItHasOneThere) {
    Image image = image_of({{0x08004000, program_bytes(0x5000)}});
    for (const Sector& sector : flash_.sectors) flash_.fill(sector, 0);
    (void)perform(image, {.full = true, .verify = false});
    EXPECT_EQ(flash_.calls,
              (std::vector<std::string>{"erase 0x08004000", "erase 0x08008000",
                                        "write 0x08004100 16128", "write 0x08008000 4096",
                                        "write 0x08004000 256", "start 0x08004000"}));
}

TEST_F(UpdateTest, StartsWhatIsThereBesideDataOfItsOwn) {
    (void)perform(image_of({{0x08008000, Bytes(16, 0x55)}}));
    EXPECT_EQ(flash_.calls.back(), "start 0x08000000");
}

TEST_F(UpdateTest, ComparesNothingButTheImagesBytes) {
    const Image image = image_of({{0x08008002, Bytes(3, 0x55)}, {0x08008010, Bytes(2, 0x66)}});
    (void)perform(image);
    flash_.at(0x08008000) = 0x12;
    flash_.at(0x08008008) = 0x34;
    const UpdateReport report = perform(image);
    EXPECT_EQ(actions(report), std::vector{Action::same});
    EXPECT_EQ(report.sectors[0].bytes, 5U);
}

TEST_F(UpdateTest, ErasesIfAWordOfTheImageIsNotBlank) {
    flash_.at(0x0800801F) = 0x7F;  // in the same flash word as the image
    const UpdateReport report = perform(image_of({{0x08008002, Bytes(3, 0x55)}}));
    EXPECT_EQ(actions(report), std::vector{Action::rewrite});
}

TEST_F(UpdateTest, DoesNotWriteBlankBlocks) {
    Image image = image_of({{0x08008000, Bytes(0x1000, 0xFF)}});
    image.segments[0].bytes[0x300] = 1;
    image.segments[0].bytes[0x4FF] = 2;
    image.segments[0].bytes[0x800] = 3;
    const UpdateReport report = perform(image, {.full = true, .start = false});
    EXPECT_TRUE(holds(image));
    EXPECT_EQ(flash_.calls,
              (std::vector<std::string>{"erase 0x08008000", "write 0x08008300 512",
                                        "write 0x08008800 256", "read 0x08008000 4096"}));
    EXPECT_EQ(report.written, 768U);
}

TEST_F(UpdateTest, WritesEverythingIfAskedTo) {
    (void)perform(sample_image());
    const UpdateReport report = perform(sample_image(), {.full = true});
    EXPECT_TRUE(holds(sample_image()));
    EXPECT_EQ(actions(report), (std::vector{Action::rewrite, Action::rewrite, Action::rewrite}));
    EXPECT_FALSE(report.compared);
    EXPECT_EQ(report.written, 16384U + 8192U + 288U);
}

TEST_F(UpdateTest, ErasesEverythingIfAskedTo) {
    flash_.at(0x0800FFFF) = 0;
    const UpdateReport report = perform(sample_image(), {.erase = true});
    EXPECT_TRUE(holds(sample_image()));
    EXPECT_EQ(flash_.at(0x0800FFFF), 0xFF);
    EXPECT_EQ(flash_.calls.front(), "erase all");
    EXPECT_TRUE(report.erased_all);
    EXPECT_EQ(actions(report), (std::vector{Action::write, Action::write, Action::write}));
}

TEST_F(UpdateTest, ReadsASectorOnlyUntilItDiffers) {
    (void)perform(sample_image());
    Image changed = sample_image();
    changed.segments[0].bytes[0x10] ^= 0x80;
    changed.segments[0].bytes[0x4000 + 300] ^= 0x80;
    const UpdateReport report = perform(changed, {.verify = false});
    EXPECT_TRUE(holds(changed));
    EXPECT_EQ(report.read, 256U + 8192U + 288U);
}

TEST_F(UpdateTest, ReadsButChangesNothingInADryRun) {
    (void)perform(sample_image());
    const auto before = flash_.content;
    const UpdateReport report = perform(sample_image(2), {.dry_run = true});
    EXPECT_EQ(flash_.calls, (std::vector<std::string>{"read 0x08000000 256", "read 0x08004000 256",
                                                      "read 0x08009000 256"}));
    EXPECT_EQ(flash_.content, before);
    EXPECT_EQ(actions(report), (std::vector{Action::rewrite, Action::rewrite, Action::rewrite}));
    EXPECT_TRUE(report.dry_run);
}

TEST_F(UpdateTest, ReadsNoSectorThatCannotBeRead) {
    flash_.sectors[1].readable = false;
    const UpdateReport report = perform(sample_image(), {.start = false});
    EXPECT_TRUE(holds(sample_image()));
    EXPECT_EQ(actions(report), (std::vector{Action::write, Action::rewrite, Action::write}));
    EXPECT_FALSE(report.verified);
    EXPECT_EQ(std::count(flash_.calls.begin(), flash_.calls.end(), "read 0x08004000 8192"), 0);
}

TEST_F(UpdateTest, ErasesNoSectorThatCannotBeErased) {
    flash_.sectors[2].erasable = false;
    (void)perform(sample_image(), {.full = true});
    EXPECT_EQ(std::count(flash_.calls.begin(), flash_.calls.end(), "erase 0x08008000"), 0);
}

TEST_F(UpdateTest, NamesTheFirstByteThatReadsBackDifferently) {
    flash_.stuck[0x08004003] = 0x55;
    flash_.stuck[0x08004005] = 0x55;
    EXPECT_EQ(error_text([&] { (void)perform(sample_image(), {.full = true}); }),
              "error: what was written reads back differently at 0x08004003\n"
              "  wrote 16, read 55, in the sector of 16.0 KiB at 0x08004000\n"
              "  hint: if it happens again, the sector is write-protected or worn out");
    EXPECT_EQ(error_exit([&] { (void)perform(sample_image(), {.full = true}); }), Exit::failed);
    EXPECT_EQ(flash_.calls.back(), "read 0x08004000 8192");  // not started
}

TEST_F(UpdateTest, DoesNotReadBackIfAskedNotTo) {
    flash_.stuck[0x08004003] = 0x55;
    EXPECT_FALSE(perform(sample_image(), {.full = true, .verify = false}).verified);
}

TEST_F(UpdateTest, ChangesNothingIfTheImageDoesNotFitTheDevice) {
    flash_.sectors.resize(2);
    EXPECT_EQ(error_text([&] { (void)perform(sample_image()); }),
              "error: app.elf does not fit this device: it has no memory at 0x08009001\n"
              "  its memory is from 0x08000000 to 0x08007fff\n"
              "  hint: see with perth devices whether it is the board you mean");
    EXPECT_EQ(flash_.calls, std::vector<std::string>{});
}

/// Every call of every way to update fails once; after each the same update succeeds.
TEST_F(UpdateTest, SucceedsAfterAFailureAtAnyPoint) {
    const std::vector<UpdateOptions> ways = {{}, {.full = true}, {.erase = true}};
    std::size_t failures = 0;
    for (const UpdateOptions& options : ways) {
        for (std::size_t n = 1;; ++n) {
            FlashModel flash(flash_sectors());
            for (const Sector& sector : flash.sectors) flash.fill(sector, 0x5A);
            ModelProgrammer breaking(flash, n);
            try {
                (void)update(breaking, sample_image(), board_, options, progress_);
                EXPECT_LT(breaking.count(), n);
                break;
            } catch (const Error& error) {
                EXPECT_EQ(error.parts().fault, Fault::gone);
                ++failures;
            }
            ModelProgrammer whole(flash);
            (void)update(whole, sample_image(), board_, options, progress_);
            for (const Segment& one : sample_image().segments) {
                EXPECT_EQ(flash.bytes(one.address, one.bytes.size()), one.bytes)
                    << "after a failure of call " << n;
            }
            EXPECT_EQ(flash.impossible_bits, 0U) << "after a failure of call " << n;
        }
    }
    // Reads, erase, writes, reads, start: 3 + 1 + 4 + 3 + 1, without the first reads, twice.
    EXPECT_EQ(failures, 12U + 9U + 9U);
}

/// At no point does the flash hold a vector table without the rest of the program.
TEST_F(UpdateTest, LeavesNoHalfProgramThatStarts) {
    const Image image = sample_image();
    for (std::size_t n = 1; n < 14; ++n) {
        FlashModel flash(flash_sectors());
        for (const Sector& sector : flash.sectors) flash.fill(sector, 0x5A);
        ModelProgrammer breaking(flash, n);
        (void)error_text([&] { (void)update(breaking, image, board_, {}, progress_); });
        const bool starts = flash.bytes(0x08000000, 8) == program_bytes(8);
        const bool whole =
            std::all_of(image.segments.begin(), image.segments.end(), [&](const Segment& one) {
                return flash.bytes(one.address, one.bytes.size()) == one.bytes;
            });
        EXPECT_TRUE(!starts || whole) << "after a failure of call " << n;
    }
}

TEST_F(UpdateTest, ShowsEachPhaseInBytes) {
    std::vector<std::string> events;
    auto now = Progress::Clock::time_point{};
    Progress progress(
        Progress::Show::events, 80, [&](const std::string& text) { events.push_back(text); },
        [&] { return now += std::chrono::seconds(1); });
    for (const Sector& sector : flash_.sectors) flash_.fill(sector, 0);
    ModelProgrammer programmer(flash_);
    (void)update(programmer, image_of({{0x08000000, program_bytes(0x4000)}}), board_, {}, progress);
    std::vector<std::string> phases;
    for (const std::string& event : events)
        phases.push_back(event.substr(0, event.find(",\"rate")));
    phases.erase(std::unique(phases.begin(), phases.end()), phases.end());
    EXPECT_EQ(phases,
              (std::vector<std::string>{R"({"phase":"comparing","bytes":256,"total":16384)",
                                        R"({"phase":"comparing","bytes":16384,"total":16384)",
                                        R"({"phase":"erasing","bytes":16384,"total":16384)",
                                        R"({"phase":"writing","bytes":16128,"total":16384)",
                                        R"({"phase":"writing","bytes":16384,"total":16384)",
                                        R"({"phase":"verifying","bytes":16384,"total":16384)"}));
}

}  // namespace
}  // namespace perth::cli
