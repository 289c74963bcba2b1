#include "cli/image/uf2.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "cli/image/boot2.hpp"
#include "cli/image/md5.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/image/content.hpp"
#include "tests/cli/image/uf2_block.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::StartsWith;

std::string sha256(const Bytes& bytes) {
    const Finished done =
        run({.args = {"sha256sum"}, .input = std::string(bytes.begin(), bytes.end())});
    return done.out.substr(0, 64);
}

Bytes counting(std::size_t size) {
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
}

Image parse(const Bytes& file, const ImageFor& wanted = {}) {
    return parse_image(file, "app.uf2", wanted);
}

std::string complaint_about(const std::vector<Uf2Block>& blocks, const ImageFor& wanted = {}) {
    return error_text([&] { (void)parse(uf2_file(blocks), wanted); });
}

std::string why(const std::vector<Uf2Block>& blocks) {
    const std::string text = complaint_about(blocks);
    const std::string head = "error: app.uf2 is no valid UF2 file\n  ";
    return text.starts_with(head) ? text.substr(head.size()) : text;
}

TEST(Uf2, WritesTheFileThatOtherToolsDo) {
    const Image image{.segments = {{0x10000000, counting(256)}}};
    EXPECT_EQ(sha256(write_uf2(image, uf2_family_rp2040)),
              "5268a2a5d961e7f27da6d524e4e965eec65cfead20d0deba3abcbe3a758fbfbf");
}

TEST(Uf2, IsMadeOfBlocks) {
    const Bytes four = Uf2Block{.payload = from_hex("DEADBEEF")}.bytes();
    EXPECT_EQ(Bytes(four.begin(), four.begin() + 36),
              from_hex("5546320a 57515d9e 00200000 00000010 04000000 00000000 01000000 56ff8be4"
                       "deadbeef"));
    EXPECT_THAT(sha256(four), AllOf(StartsWith("0cf93bb7"), EndsWith("01bffc34")));
    EXPECT_THAT(parse(four).segments, ElementsAre(Segment{0x10000000, from_hex("DEADBEEF")}));

    const Bytes tagged = Uf2Block{.address = 0x08000000,
                                  .payload = from_hex("11223344"),
                                  .flags = 0xA000,
                                  .family = 0x57755A57,
                                  .behind = from_hex("07bcc79f312e3000 08f7e90b00100000 00000000")}
                             .bytes();
    EXPECT_THAT(sha256(tagged), AllOf(StartsWith("ce32779c"), EndsWith("2d649060c5")));
    const Image image = parse(tagged);
    EXPECT_THAT(image.segments, ElementsAre(Segment{0x08000000, from_hex("11223344")}));
    EXPECT_EQ(image.format, Image::Format::uf2);
    EXPECT_EQ(image.uf2_family, 0x57755A57U);
}

TEST(Uf2, FillsEverySectorThatTheImageTouches) {
    // Erratum RP2040-E14: 16 blocks a sector, from its beginning.
    const Image image{.segments = {{0x10000104, counting(8)}, {0x10003000, counting(300)}}};
    const Bytes file = write_uf2(image, uf2_family_rp2040);
    ASSERT_EQ(file.size(), (16 + 2) * 512U);
    for (std::uint32_t i = 0; i < 18; ++i) {
        const BytesView block = BytesView(file).subspan(512 * i, 512);
        EXPECT_EQ(little_endian<std::uint32_t>(block, 12),
                  i < 16 ? 0x10000000 + 256 * i : 0x10003000 + 256 * (i - 16));
        EXPECT_EQ(little_endian<std::uint32_t>(block, 20), i);
        EXPECT_EQ(little_endian<std::uint32_t>(block, 24), 18U);
    }
    const Image back = parse(file);
    EXPECT_THAT(back.warnings, ElementsAre());
    ASSERT_EQ(back.segments.size(), 2U);
    Bytes first(4096, 0xFF);
    std::ranges::copy(counting(8), first.begin() + 0x104);
    EXPECT_EQ(back.segments[0].bytes, first);
    EXPECT_EQ(back.segments[1].bytes.size(), 512U);
}

TEST(Uf2, TakesBlocksInAnyOrder) {
    const Image image = parse(uf2_file({{.address = 0x10000100, .number = 1, .count = 2},
                                        {.address = 0x10000000, .number = 0, .count = 2}}));
    EXPECT_THAT(image.segments, ElementsAre(Segment{0x10000000, Bytes(512, 0x11)}));
    EXPECT_THAT(image.warnings, ElementsAre());
}

TEST(Uf2, RefusesBlocksThatAreNone) {
    Bytes file = Uf2Block{}.bytes();
    file.push_back(0);
    EXPECT_EQ(complaint(file, "app.uf2"),
              "error: app.uf2 is no valid UF2 file\n"
              "  it has 513 bytes, which are no whole blocks of 512");
    EXPECT_EQ(why({{.end = 1}}), "block 0 of the file has not the numbers that mark one");
    EXPECT_EQ(why({{.size = 0}}),
              "block 0 of the file says that it carries 0 bytes, 1 is the least and 476 the most");
    EXPECT_EQ(
        why({{.size = 477}}),
        "block 0 of the file says that it carries 477 bytes, 1 is the least and 476 the most");
    EXPECT_EQ(
        why({{.flags = 0x6000, .size = 453}}),
        "block 0 of the file says that it carries 453 bytes, 1 is the least and 452 the most");
    EXPECT_EQ(why({{.address = 0xFFFFFF01}}),
              "block 0 of the file has 256 bytes at 0xffffff01, beyond the last address");
}

TEST(Uf2, CountsTheBlocks) {
    EXPECT_EQ(why({{.number = 1, .count = 1}}), "block 0 of the file is number 1 of 1");
    EXPECT_EQ(why({{.number = 0, .count = 0}}), "block 0 of the file is number 0 of 0");
    EXPECT_EQ(why({{.count = 0xFFFFFFFF}}),
              "block 0 of the file says that there are 4294967295 blocks, and the file has 1");
    EXPECT_EQ(why({{.count = 2}, {.address = 0x10000100, .number = 1, .count = 3}}),
              "block 1 of the file says that there are 3 blocks, those before it say 2");
    EXPECT_EQ(why({{.count = 2}, {.count = 2}}), "block 1 of the file is number 0 a second time");
    EXPECT_EQ(complaint_about({{.number = 2, .count = 3}, {.number = 0, .count = 3}, {.flags = 0}}),
              "error: app.uf2 is cut off\n"
              "  1 of 3 blocks are missing for RP2040 (0xe48bff56), the first is number 1");
}

TEST(Uf2, CountsEachFamilyForItself) {
    const std::vector<Uf2Block> both = {
        {.address = 0x08000000, .payload = Bytes(256, 1), .count = 2, .family = 0x57755A57},
        {.address = 0x10000000, .payload = Bytes(256, 2)},
        {.address = 0x08000100,
         .payload = Bytes(256, 3),
         .number = 1,
         .count = 2,
         .family = 0x57755A57}};
    EXPECT_EQ(parse(uf2_file(both), {.uf2_family = uf2_family_rp2040}).segments,
              (std::vector<Segment>{{0x10000000, Bytes(256, 2)}}));
    EXPECT_EQ(parse(uf2_file(both), {.uf2_family = 0x57755A57}).size(), 512U);
    EXPECT_EQ(complaint_about(both),
              "error: app.uf2 is for several chips\n"
              "  it has blocks for STM32F4 (0x57755a57), RP2040 (0xe48bff56)\n"
              "  hint: give the board: -b BOARD");
    EXPECT_EQ(complaint_about(both, {.uf2_family = 0x12345678}),
              "error: app.uf2 is for another chip\n"
              "  it is for STM32F4 (0x57755a57), RP2040 (0xe48bff56), the board's is "
              "family 0x12345678");
}

TEST(Uf2, TakesABlockWithoutAFamilyForAnybody) {
    EXPECT_EQ(parse(uf2_file({{.flags = 0}}), {.uf2_family = 0x12345678}).uf2_family, std::nullopt);
}

TEST(Uf2, LeavesOutWhatIsNotForTheFlash) {
    const Image image = parse(uf2_file({{.count = 2}, {.number = 1, .count = 2, .flags = 0x2001}}));
    EXPECT_EQ(image.size(), 256U);
    EXPECT_EQ(complaint_about({{.flags = 0x2001}}), "error: app.uf2 holds no bytes");
}

TEST(Uf2, LeavesOutTheBlockThatRp2350FilesBeginWith) {
    // Erratum RP2350-E10: one of two blocks, the other is never there.
    const Uf2Block dummy{.address = 0x10FFFF00,
                         .payload = Bytes(256, 0xEF),
                         .count = 2,
                         .flags = 0xA000,
                         .family = 0xE48BFF57,
                         .behind = from_hex("04e35799")};
    EXPECT_EQ(parse(uf2_file({dummy, {.family = 0xE48BFF59}})).uf2_family, 0xE48BFF59U);
    EXPECT_THAT(complaint_about({{.family = 0xE48BFF59}, dummy}),
                StartsWith("error: app.uf2 is cut off\n"));
}

TEST(Uf2, ReadsTagsToTheirEnd) {
    const auto tags = [](const char* hex) {
        return why({{.payload = Bytes(254, 1), .flags = 0xA000, .behind = from_hex(hex)}});
    };
    EXPECT_EQ(tags("05bcc79f31000000 00000000"), "no error");
    EXPECT_EQ(tags("03bcc79f"), "block 0 of the file has a tag of 3 bytes");
    EXPECT_EQ(tags("ddbcc79f"), "block 0 of the file has a tag that goes beyond its data");
    EXPECT_EQ(tags("dcbcc79f"), "no error");
}

TEST(Uf2, HoldsFilesThatAreNoProgram) {
    const auto file = [](const std::string& name) {
        return Uf2Block{.address = 0, .flags = 0x1000, .family = 700, .behind = bytes_of(name)};
    };
    EXPECT_EQ(complaint_about({file("index.htm"), file("a.txt")}),
              "error: app.uf2 holds files and no program\n  a.txt, index.htm");
    EXPECT_EQ(parse(uf2_file({file("index.htm"), {}})).size(), 256U);
    EXPECT_EQ(why({{.flags = 0x1000}}), "block 0 of the file is of a file without a name");
    // A name that nothing ends is ended by the last byte.
    EXPECT_EQ(complaint_about({file(std::string(220, 'x'))}),
              "error: app.uf2 holds files and no program\n  " + std::string(219, 'x'));
    EXPECT_EQ(why({{.payload = Bytes(476, 'x'), .flags = 0x1000}}),
              "block 0 of the file is of a file without a name");
}

Bytes sum_of_region(std::uint32_t address, std::uint32_t length, const Md5& sum) {
    Bytes bytes;
    append_little_endian(bytes, address);
    append_little_endian(bytes, length);
    bytes.insert(bytes.end(), sum.begin(), sum.end());
    return bytes;
}

TEST(Uf2, ComparesTheSumsOfWhatItGives) {
    const auto with = [](std::uint32_t length, const Md5& sum) {
        return complaint_about({{.flags = 0x6000, .last = sum_of_region(0x10000000, length, sum)}});
    };
    EXPECT_EQ(with(256, md5(Bytes(256, 0x11))), "no error");
    EXPECT_EQ(with(4096, md5(Bytes(256, 0x11))), "no error");  // the file has not all of it
    EXPECT_EQ(with(256, md5(Bytes(256, 0x12))),
              "error: app.uf2 is damaged\n"
              "  the 256 bytes at 0x10000000 have another MD5 sum than it says");
}

TEST(Uf2, RefusesMoreSumsThanAreOfUse) {
    std::vector<Uf2Block> blocks;
    for (std::uint32_t i = 0; i < 64; ++i) {
        const std::uint32_t length = 64 * 256 - i;
        blocks.push_back({.address = 0x10000000 + 256 * i,
                          .number = i,
                          .count = 64,
                          .flags = 0x6000,
                          .last = sum_of_region(0x10000000, length, md5(Bytes(length, 0x11)))});
    }
    EXPECT_EQ(why(blocks), "the regions of its MD5 sums overlap");
}

TEST(Uf2, WarnsOfWhatTheRomWouldWriteWrongly) {
    const auto warnings = [](const std::vector<Uf2Block>& blocks) {
        return parse(uf2_file(blocks)).warnings;
    };
    // Off a border of 4 KiB.
    std::vector<Uf2Block> blocks;
    for (std::uint32_t i = 0; i < 9; ++i) {
        blocks.push_back({.address = 0x10000800 + 256 * i, .number = i, .count = 9});
    }
    EXPECT_THAT(warnings(blocks),
                ElementsAre("app.uf2: copied to its drive, an RP2040 would not write block 8 "
                            "right, which carries 256 bytes for 0x10001000 (erratum RP2040-E14); "
                            "perth arranges the blocks anew"));
    // A hole.
    EXPECT_EQ(warnings({{.count = 2}, {.address = 0x10001000, .number = 1, .count = 2}}).size(),
              1U);
    EXPECT_EQ(warnings({{.payload = Bytes(476, 1)}}).size(), 1U);
    EXPECT_EQ(warnings({{.payload = Bytes(476, 1), .family = 0x57755A57}}).size(), 0U);
}

TEST(Md5, IsAsTheStandardSays) {
    // RFC 1321, "Test suite".
    const auto text = [](std::string_view content) {
        const Md5 sum = md5(bytes_of(content));
        return Bytes(sum.begin(), sum.end());
    };
    EXPECT_EQ(text(""), from_hex("d41d8cd98f00b204e9800998ecf8427e"));
    EXPECT_EQ(text("message digest"), from_hex("f96b697d7cb7938d525a2f31aaf161d0"));
    EXPECT_EQ(
        text("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
        from_hex("57edf4a22be3c955ac49da2e2107b67a"));
    EXPECT_EQ(text(std::string(4096, '\xFF')), from_hex("6ae59e64850377ee5470c854761551ea"));
}

TEST(Boot2, HasAnMpeg2Crc) {
    EXPECT_EQ(boot2_crc(bytes_of("123456789")), 0x0376E6E7U);
    EXPECT_EQ(boot2_crc(Bytes(252)), 0x7065399AU);
}

}  // namespace
}  // namespace perth::cli
