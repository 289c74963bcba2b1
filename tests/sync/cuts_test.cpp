// An update whose power, or line, is cut at every place: what runs afterwards is the old program or
// the new one, and the next sync succeeds.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cli/agent/update.hpp"
#include "cli/support/error.hpp"
#include "tests/sync/device_line.hpp"

namespace perth {
namespace {

using cli::Bytes;
using cli::Image;
using test::DeviceLine;
using test::FlashShape;
using test::ModelFlash;

/// A program of `size` bytes behind the mover. `edit` changes a few bytes in two of its sectors.
Image program(const FlashShape& shape, std::uint32_t size, bool edit) {
    Bytes bytes(shape.fixed + size);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    }
    if (edit) {
        bytes[shape.fixed + 100] ^= 1;
        bytes[bytes.size() - 10] ^= 1;
    }
    Image image{.name = "program.elf"};
    image.segments.push_back({.address = shape.start, .bytes = bytes});
    return image;
}

class Cuts : public testing::TestWithParam<FlashShape> {
protected:
    /// The lower part of the flash, up to the area.
    static Bytes program_in(ModelFlash& flash) {
        return {flash.bytes().begin(), flash.bytes().begin() + flash.shape().area};
    }
    void put(ModelFlash& flash, const Image& image) const {
        std::fill(flash.bytes().begin(), flash.bytes().end(), std::uint8_t{0xFF});
        std::copy(image.segments[0].bytes.begin(), image.segments[0].bytes.end(),
                  flash.bytes().begin());
    }
    cli::SyncReport sync(DeviceLine& line, const Image& image) {
        cli::AgentClient client(line, "the model");
        cli::Progress progress(cli::Progress::Show::nothing, 80, [](const std::string&) {});
        return cli::sync_firmware(client, image, false, progress);
    }

    const FlashShape shape = GetParam();
    // Two sectors behind the mover, or more of small ones.
    const std::uint32_t size = std::max<std::uint32_t>(2 * shape.fixed - 300, 6 * 1024);
    const Image old_program = program(shape, size, false);
    const Image new_program = program(shape, size, true);
};

TEST_P(Cuts, OfPowerAtEveryOperationLeaveAProgramAndTheNextSyncSucceeds) {
    ModelFlash flash(shape);
    DeviceLine line(flash);
    put(flash, old_program);
    const Bytes before = program_in(flash);
    const cli::SyncReport whole = sync(line, new_program);
    const Bytes after = program_in(flash);
    ASSERT_NE(before, after);
    ASSERT_TRUE(std::equal(new_program.segments[0].bytes.begin(),
                           new_program.segments[0].bytes.end(), after.begin()));
    const unsigned operations = flash.operations();

    // Where an operation is one of thousands alike, every 31st is tried.
    unsigned tried = 0;
    unsigned survived = 0;
    unsigned old_ones = 0;
    for (unsigned cut = 0; cut < operations; cut += operations > 6000 ? 31 : 1, ++tried) {
        put(flash, old_program);
        flash.cut_after(cut);
        EXPECT_THROW((void)sync(line, new_program), cli::Error) << cut;
        ASSERT_TRUE(flash.is_cut()) << cut;
        flash.start();
        const Bytes now = program_in(flash);
        const bool runs = now == before || now == after;
        EXPECT_TRUE(runs) << "cut in operation " << cut;
        old_ones += now == before ? 1 : 0;
        (void)sync(line, new_program);
        const bool synced = program_in(flash) == after;
        EXPECT_TRUE(synced) << "cut in operation " << cut;
        survived += runs && synced ? 1 : 0;
    }
    fmt::print(
        "{}: power: {} cuts tried, {} survived ({} with the old program, {} with the new), of "
        "{} operations; {} of {} sectors changed\n",
        shape.name, tried, survived, old_ones, tried - old_ones, operations, whole.changed_sectors,
        whole.sectors);
    EXPECT_EQ(tried, survived);
    EXPECT_GT(old_ones, 0U);
    EXPECT_LT(old_ones, tried);
}

TEST_P(Cuts, OfThePowerAgainAndAgainWhileTheMoverCopiesAreMadeGood) {
    ModelFlash flash(shape);
    DeviceLine line(flash);
    put(flash, old_program);
    (void)sync(line, new_program);
    const Bytes after = program_in(flash);
    const unsigned operations = flash.operations();
    put(flash, old_program);
    flash.cut_after(operations - 20);  // the commit is written by then
    EXPECT_THROW((void)sync(line, new_program), cli::Error);
    for (unsigned more = 0; more < 50; ++more) {
        flash.mend();
        flash.cut_after(more);
        flash.restart();
    }
    flash.start();
    EXPECT_EQ(program_in(flash), after);
}

TEST_P(Cuts, OfTheLineAtEveryRequestAreMadeGood) {
    ModelFlash flash(shape);
    put(flash, old_program);
    const Bytes before = program_in(flash);
    unsigned requests = 0;
    {
        DeviceLine line(flash);
        (void)sync(line, new_program);
        requests = line.requests();
    }
    const Bytes after = program_in(flash);
    unsigned survived = 0;
    std::size_t resumed = 0;
    for (unsigned cut = 0; cut < requests; ++cut) {
        put(flash, old_program);
        DeviceLine line(flash);
        line.break_after(cut);
        EXPECT_THROW((void)sync(line, new_program), cli::Error) << cut;
        const Bytes now = program_in(flash);
        EXPECT_TRUE(now == before || now == after) << "cut in request " << cut;
        line.mend();
        resumed += sync(line, new_program).resumed_blocks;
        survived += program_in(flash) == after ? 1 : 0;
    }
    fmt::print("{}: line: {} cuts tried, {} survived; {} blocks were not sent again\n", shape.name,
               requests, survived, resumed);
    EXPECT_EQ(survived, requests);
    EXPECT_GT(resumed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Family, Cuts,
                         testing::Values(test::nrf51_shape(), test::rp2040_shape(),
                                         test::stm32f4_shape()),
                         [](const auto& shape) { return shape.param.name; });

}  // namespace
}  // namespace perth
