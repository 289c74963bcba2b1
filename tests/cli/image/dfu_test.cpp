#include "cli/image/dfu_suffix.hpp"

#include "tests/cli/image/content.hpp"

namespace perth::cli {
namespace {

const Bytes hello = from_hex("48656c6c6f 0002 11df 8304 0001 554644 10 334f7d08");

TEST(DfuFile, HasBytesWithoutAnAddressAndATarget) {
    const Image image = parse_image(hello, "app.dfu");
    EXPECT_EQ(image.format, Image::Format::dfu);
    EXPECT_FALSE(image.has_addresses);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0, bytes_of("Hello")}}));
    EXPECT_EQ(image.target, (DfuTarget{.vid = 0x0483, .pid = 0xDF11, .bcd_device = 0x0200}));
}

TEST(DfuFile, FitsAllDevicesIfTheSuffixSaysSo) {
    const Bytes any = from_hex("48656c6c6f ffff ffff ffff 0001 554644 10 a0416f4a");
    EXPECT_EQ(parse_image(any, "app.dfu").target, DfuTarget{});
}

TEST(DfuFile, LeavesOutAllOfALongerSuffix) {
    Bytes longer = from_hex("48656c6c6f 0102 0002 11df 8304 0001 554644 12 00000000");
    const std::uint32_t crc = dfu_crc(longer);
    longer.resize(longer.size() - 4);
    append_little_endian(longer, crc);
    EXPECT_EQ(parse_image(longer, "app.dfu").segments,
              (std::vector<Segment>{{0, bytes_of("Hello")}}));
}

TEST(DfuFile, ReadsTheSuffixOfAnEmptyFile) {
    const auto suffix = read_dfu_suffix(from_hex("0100 0100 0912 1a01 554644 10 c7140881"));
    ASSERT_TRUE(suffix);
    EXPECT_EQ(suffix->target, (DfuTarget{.vid = 0x1209, .pid = 0x0001, .bcd_device = 0x0001}));
    EXPECT_EQ(suffix->version, DfuSuffix::dfuse);
    EXPECT_EQ(suffix->size, 16U);
}

TEST(DfuFile, AppendsTheSuffixThatOtherToolsDo) {
    Bytes file = bytes_of("Hello");
    append_dfu_suffix(file, {.vid = 0x0483, .pid = 0xDF11, .bcd_device = 0x0200}, DfuSuffix::plain);
    EXPECT_EQ(file, hello);
}

TEST(DfuFile, HasNoSuffixIfAnyBitIsFlipped) {
    for (std::size_t bit = 0; bit < hello.size() * 8; ++bit) {
        Bytes flipped = hello;
        flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(read_dfu_suffix(flipped)) << "bit " << bit;
    }
}

TEST(DfuFile, HasNoSuffixIfItIsTooShort) {
    for (std::size_t size = 0; size < 16; ++size) {
        EXPECT_FALSE(read_dfu_suffix(BytesView(hello).last(size))) << size;
    }
}

TEST(DfuFile, RefusesADamagedFile) {
    Bytes damaged = hello;
    damaged[0] = 'J';
    EXPECT_EQ(complaint(damaged, "app.dfu"),
              "error: app.dfu is damaged\n"
              "  the CRC in its DFU suffix is 0x087d4f33; its bytes make 0xdc41dff4");
    damaged = hello;
    damaged[damaged.size() - 5] = 15;
    EXPECT_EQ(complaint(damaged, "app.dfu"),
              "error: app.dfu is damaged\n  its DFU suffix says that it is 15 bytes long");
    damaged[damaged.size() - 5] = 22;
    EXPECT_EQ(complaint(damaged, "app.dfu"),
              "error: app.dfu is damaged\n  its DFU suffix says that it is 22 bytes long");
}

TEST(DfuFile, RefusesASuffixOfNothing) {
    EXPECT_EQ(complaint(from_hex("0100 0100 0912 1a01 554644 10 c7140881"), "app.dfu"),
              "error: app.dfu holds no bytes");
}

TEST(DfuFile, DoesNotTakeAnotherFileForOne) {
    EXPECT_EQ(complaint("Hello", "app.dfu"),
              "error: app.dfu is not a DFU file\n"
              "  it has 5 bytes and begins with 48 65 6c 6c 6f\n"
              "  hint: give a file of plain bytes a name that ends in .bin");
}

}  // namespace
}  // namespace perth::cli
