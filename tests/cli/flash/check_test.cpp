#include "cli/flash/check.hpp"

#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"
#include "tests/cli/flash/flash_board.hpp"
#include "tests/cli/flash/picoboot_board.hpp"

namespace perth::cli {
namespace {

std::string complaint(const Image& image, const Board& board = flash_board()) {
    return error_text([&] { check_image(image, board); });
}

Image with_vectors(std::uint32_t stack, std::uint32_t reset) {
    Bytes bytes;
    append_little_endian(bytes, stack);
    append_little_endian(bytes, reset);
    return image_of({{0x08000000, bytes}});
}

TEST(CheckImage, TakesAProgramThatFillsTheFlash) {
    EXPECT_EQ(complaint(image_of({{0x08000000, program_bytes(0x10000)}})), "no error");
}

TEST(CheckImage, TakesDataWithoutAVectorTable) {
    EXPECT_EQ(complaint(image_of({{0x08004000, Bytes(4, 0)}})), "no error");
}

TEST(CheckImage, RefusesAnImageWithoutAddresses) {
    Image image = image_of({{0, Bytes(4)}});
    image.format = Image::Format::bin;
    image.has_addresses = false;
    image.name = "app.bin";
    EXPECT_EQ(complaint(image),
              "error: app.bin does not say where it goes\n"
              "  it is a BIN file, which has no addresses\n"
              "  hint: give the place of its first byte: --address 0x08000000");
    EXPECT_EQ(error_exit([&] { check_image(image, flash_board()); }), Exit::wrong_use);
}

TEST(CheckImage, RefusesAnotherMachine) {
    Image image = image_of({{0x08000000, program_bytes(16)}});
    image.machine = 243;
    EXPECT_EQ(complaint(image),
              "error: app.elf is not for board sample\n"
              "  it is for RISC-V, the board's core is cortex-m4");
}

TEST(CheckImage, RefusesOtherAlternateSettings) {
    EXPECT_EQ(complaint(image_of({{0x08000000, program_bytes(16)}, {0x1FFFC000, Bytes(16), 1}})),
              "error: app.elf is not only for the flash\n"
              "  it has 16 bytes for alternate setting 1 of the device, perth writes setting 0");
}

TEST(CheckImage, RefusesBytesOutsideTheFlash) {
    EXPECT_EQ(complaint(image_of({{0x20000000, Bytes(1)}})),
              "error: app.elf has bytes at 0x20000000, outside the flash of board sample\n"
              "  the flash is 64.0 KiB at 0x08000000");
    EXPECT_EQ(complaint(image_of({{0x07FFFFFF, Bytes(2)}})),
              "error: app.elf has bytes at 0x07ffffff, outside the flash of board sample\n"
              "  the flash is 64.0 KiB at 0x08000000");
    EXPECT_EQ(complaint(image_of({{0x08010000, Bytes(2)}})),
              "error: app.elf has bytes at 0x08010000, outside the flash of board sample\n"
              "  the flash is 64.0 KiB at 0x08000000");
}

TEST(CheckImage, SaysByHowMuchItDoesNotFit) {
    EXPECT_EQ(complaint(image_of({{0x08000000, program_bytes(0x10001)}})),
              "error: app.elf does not fit board sample: 1 byte too many\n"
              "  it ends at 0x08010001; the flash is 64.0 KiB at 0x08000000");
}

TEST(CheckImage, KeepsWhatIsReserved) {
    Board board = flash_board();
    board.memory_reserved = 0x8000;
    EXPECT_EQ(complaint(image_of({{0x08000000, program_bytes(0x8000)}}), board), "no error");
    EXPECT_EQ(complaint(image_of({{0x08000000, program_bytes(0x8010)}}), board),
              "error: app.elf does not fit board sample: 16 bytes too many\n"
              "  it ends at 0x08008010; the flash is 64.0 KiB at 0x08000000, its last 32.0 KiB are "
              "reserved");
}

TEST(CheckImage, RefusesAVectorTableOfAnotherChip) {
    EXPECT_EQ(complaint(with_vectors(0x20005000, 0x08000101)), "no error");
    EXPECT_EQ(complaint(with_vectors(0x20005004, 0x08000101)),
              "error: app.elf cannot run on board sample\n"
              "  its vector table puts the stack at 0x20005004, which is in no RAM of the board");
    EXPECT_EQ(complaint(with_vectors(0x20000002, 0x08000101)),
              "error: app.elf cannot run on board sample\n"
              "  its vector table puts the stack at 0x20000002, which is in no RAM of the board");
    EXPECT_EQ(complaint(with_vectors(0x20005000, 0x08000100)),
              "error: app.elf cannot run on board sample\n"
              "  its vector table starts at 0x08000100, which is no Thumb code in the flash");
    EXPECT_EQ(complaint(with_vectors(0x20005000, 0x00000101)),
              "error: app.elf cannot run on board sample\n"
              "  its vector table starts at 0x00000101, which is no Thumb code in the flash");
}

TEST(CheckImage, RefusesABoardWithoutFlash) {
    Board host;
    host.name = "host";
    EXPECT_EQ(complaint(image_of({{0, Bytes(4)}}), host),
              "error: board host has no flash\n"
              "  its programs run on this machine\n"
              "  hint: perth run");
}

std::string device_complaint(const Image& image, const std::vector<Sector>& sectors) {
    return error_text([&] { check_sectors(image, sectors); });
}

TEST(CheckSectors, TakesWhatLiesInSectors) {
    EXPECT_EQ(device_complaint(sample_image(), flash_sectors()), "no error");
}

TEST(CheckSectors, RefusesAbsentMemory) {
    EXPECT_EQ(device_complaint(sample_image(), {{.address = 0x08004000, .size = 0x4000}}),
              "error: app.elf does not fit this device: it has no memory at 0x08000000\n"
              "  its memory is from 0x08004000 to 0x08007fff\n"
              "  hint: see with perth devices whether it is the board you mean");
    EXPECT_EQ(device_complaint(sample_image(), {}),
              "error: app.elf does not fit this device: it has no memory at 0x08000000\n"
              "  it has no memory\n"
              "  hint: see with perth devices whether it is the board you mean");
}

TEST(CheckSectors, RefusesReadOnlyMemory) {
    auto sectors = flash_sectors();
    sectors[1].writable = false;
    EXPECT_EQ(device_complaint(sample_image(), sectors),
              "error: app.elf does not fit this device: 0x08004000 cannot be written\n"
              "  it says so of its 16.0 KiB at 0x08004000");
}

TEST(CheckSectors, RefusesSectorsThatMakeNoSense) {
    EXPECT_EQ(
        device_complaint(image_of({{0x08000002, Bytes(1)}}), {{.address = 0x08000001, .size = 16}}),
        "error: the device describes its memory in a way that makes no sense\n"
        "  a sector of 16 bytes at 0x08000001");
}

TEST(CheckSectors, GoesUpToTheLastAddress) {
    EXPECT_EQ(device_complaint(image_of({{0xFFFFFFF0, Bytes(16)}}),
                               {{.address = 0xFFFF0000, .size = 0x10000}}),
              "no error");
}

TEST(VectorTable, IsAtTheBeginningOfTheFlash) {
    EXPECT_EQ(vector_table(sample_image(), flash_board()), 0x08000000U);
    EXPECT_EQ(vector_table(image_of({{0x08004000, Bytes(16)}}), flash_board()), 0x08000000U);
}

TEST(VectorTable, IsWhereAnImageBeginsWithOne) {
    EXPECT_EQ(vector_table(image_of({{0x08004000, program_bytes(16)}}), flash_board()),
              0x08004000U);
}

Image pico_image(std::size_t size) { return image_of({{0x10000000, pico_program(size)}}); }

TEST(CheckBoot2, TakesOneWhoseCrcIsRight) {
    EXPECT_EQ(complaint(pico_image(2000), pico_board()), "no error");
    EXPECT_EQ(complaint(image_of({{0x10001000, Bytes(4)}}), pico_board()), "no error");
    EXPECT_EQ(vector_table(pico_image(2000), pico_board()), 0x10000000U);
}

TEST(CheckBoot2, RefusesOneWhoseCrcIsWrong) {
    Image image = image_of({{0x10000000, Bytes(300)}});
    EXPECT_EQ(complaint(image, pico_board()),
              "error: app.elf cannot start on board pico\n"
              "  the CRC of its boot stage 2 is 0x00000000; its bytes make 0x7065399a\n"
              "  hint: write it all the same with --no-start");
    image.segments[0].bytes.resize(255);
    EXPECT_EQ(complaint(image, pico_board()),
              "error: app.elf cannot start on board pico\n"
              "  of a boot stage 2, which has 256 bytes, it has 255\n"
              "  hint: write it all the same with --no-start");
    EXPECT_EQ(error_text([&] { check_image(image, pico_board(), false); }), "no error");
}

TEST(CheckBoot2, LooksForTheVectorTableBehindIt) {
    Image image = pico_image(2000);
    image.segments[0].bytes[256 + 3] = 0x70;
    EXPECT_EQ(complaint(image, pico_board()),
              "error: app.elf cannot run on board pico\n"
              "  its vector table puts the stack at 0x70042000, which is in no RAM of the board");
}

}  // namespace
}  // namespace perth::cli
