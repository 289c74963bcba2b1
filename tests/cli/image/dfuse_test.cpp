#include "cli/image/dfuse.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "cli/image/dfu_suffix.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/image/content.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

const DfuTarget stm32{.vid = 0x0483, .pid = 0xDF11, .bcd_device = 0};

Image two_elements() {
    return {.format = Image::Format::dfuse,
            .segments = {{0x08000000, from_hex("01020304")}, {0x08004000, from_hex("AABB")}}};
}

std::size_t segments_end(const Image& image) { return 11 + 274 + 8 * image.segments.size(); }

/// Returns the file with four bytes at `at` replaced, and a suffix that fits.
Bytes with(Bytes file, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) file[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    file.resize(file.size() - 16);
    append_dfu_suffix(file, stm32, DfuSuffix::dfuse);
    return file;
}

TEST(DfuseFile, WritesTheFileThatOtherToolsDo) {
    const Bytes file = write_dfuse(two_elements(), stm32);
    EXPECT_EQ(file.size(), 323U);
    EXPECT_EQ(little_endian<std::uint32_t>(file, 6), 0x143U);
    EXPECT_EQ(little_endian<std::uint32_t>(file, 11 + 266), 22U);
    EXPECT_EQ(little_endian<std::uint32_t>(file, 11 + 270), 2U);
    EXPECT_EQ(little_endian<std::uint32_t>(file, file.size() - 4), 0x60275B0AU);
}

TEST(DfuseFile, ReadsWhatItWrote) {
    const Image image = parse_image(write_dfuse(two_elements(), stm32), "app.dfu");
    EXPECT_EQ(image.format, Image::Format::dfuse);
    EXPECT_EQ(image.segments, two_elements().segments);
    EXPECT_EQ(image.target, stm32);
    EXPECT_TRUE(image.has_addresses);
}

TEST(DfuseFile, KeepsAlternateSettingsApart) {
    const std::vector<Segment> segments = {{0x08000000, from_hex("01"), 0},
                                           {0x08000001, from_hex("02"), 1},
                                           {0x1FFFC000, from_hex("0304"), 1}};
    const Image image{.segments = segments};
    EXPECT_EQ(parse_image(write_dfuse(image, stm32), "app.dfu").segments, segments);
}

TEST(DfuseFile, TakesASizeWithoutTheSuffix) {
    const Bytes file = with(write_dfuse(two_elements(), stm32), 6, 307);
    EXPECT_EQ(little_endian<std::uint32_t>(file, file.size() - 4), 0x2DCBEE38U);
    EXPECT_EQ(parse_image(file, "app.dfu").segments, two_elements().segments);
}

TEST(DfuseFile, SaysWhatIsWrong) {
    const Bytes file = write_dfuse(two_elements(), stm32);
    EXPECT_EQ(complaint(with(file, 6, 306), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n  it says that it has 306 bytes and has 323");
    EXPECT_EQ(complaint(with(file, 5, 0x00014302), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n  its version is 2, not 1");
    EXPECT_EQ(complaint(with(file, 11, 0), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n  no target begins at offset 11");
    EXPECT_EQ(complaint(with(file, 11 + 266, 23), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n"
              "  the target at offset 11 says 23 bytes; its elements have 22");
    EXPECT_EQ(complaint(with(file, 11 + 270, 3), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n"
              "  an element of 8 bytes begins at offset 307, 0 bytes before the end");
    EXPECT_EQ(complaint(with(file, 11 + 270, 1), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n"
              "  the target at offset 11 says 22 bytes; its elements have 12");
    EXPECT_EQ(complaint(with(file, 11 + 274 + 4, 0xFFFFFFFF), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n"
              "  an element of 4294967295 bytes begins at offset 293, 14 bytes before the end");
    EXPECT_EQ(complaint(with(file, 10, 0x72615400), "app.dfu"),
              "error: app.dfu is no valid DfuSe file\n  behind the last target are 296 bytes");
    EXPECT_EQ(complaint(with(file, 11 + 274 + 12, 0x08000003), "app.dfu"),
              "error: app.dfu gives the byte at 0x08000003 twice\n"
              "  element 1 has 04, element 2 has aa there");
}

TEST(DfuseFile, RefusesADamagedOrShortFile) {
    Bytes file = write_dfuse(two_elements(), stm32);
    file[segments_end(two_elements())] ^= 1;
    EXPECT_EQ(complaint(file, "app.dfu"),
              "error: app.dfu is damaged\n"
              "  the CRC in its DFU suffix is 0x60275b0a; its bytes make 0x8f75edeb");
    file.resize(200);
    EXPECT_EQ(complaint(file, "app.dfu"),
              "error: app.dfu is cut off\n  it is a DfuSe file without a suffix");
}

TEST(DfuseFile, IsWhatDfuUtilReads) {
    const TemporaryFolder folder;
    Image image{.segments = {{0x08000000, Bytes(1000)}, {0x08020000, from_hex("010203")}}};
    std::iota(image.segments[0].bytes.begin(), image.segments[0].bytes.end(), std::uint8_t{0});
    const Bytes file = write_dfuse(image, stm32);
    write_file(folder.path() / "app.dfu",
               {reinterpret_cast<const char*>(file.data()), file.size()});
    const Finished checked =
        run({.args = {"dfu-suffix", "-c", "app.dfu"}, .folder = folder.path()});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    EXPECT_THAT(checked.out, testing::EndsWith("BCD device:\t0x0000\n"
                                               "Product ID:\t0xDF11\n"
                                               "Vendor ID:\t0x0483\n"
                                               "BCD DFU:\t0x011A\n"
                                               "Length:\t\t16\n"
                                               "CRC:\t\t0xE7DD86F3\n"));
}

}  // namespace
}  // namespace perth::cli
