#include "cli/support/files.hpp"
#include "tests/cli/image/content.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

TEST(Detect, BelievesTheContentAndNotTheName) {
    const Image image = parse_image(bytes_of(":0100000048B7\n:00000001FF\n"), "app.bin");
    EXPECT_EQ(image.format, Image::Format::intel_hex);
    EXPECT_EQ(parse_image(bytes_of("S107123401020304A8\n"), "app.hex").format, Image::Format::srec);
}

TEST(Detect, TakesAnythingElseAsBytesWithoutAnAddress) {
    const Image image = parse_image(bytes_of("Hello"), "app.bin");
    EXPECT_EQ(image.format, Image::Format::bin);
    EXPECT_FALSE(image.has_addresses);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0, bytes_of("Hello")}}));
    EXPECT_EQ(image.size(), 5U);
    EXPECT_EQ(image.name, "app.bin");
}

TEST(Detect, RefusesAnEmptyFile) { EXPECT_EQ(complaint("", "app.bin"), "error: app.bin is empty"); }

TEST(Detect, RefusesPlainBytesThatAreNamedOtherwise) {
    EXPECT_EQ(complaint("<html>404 not found", "app.hex"),
              "error: app.hex is not an Intel HEX file\n"
              "  it has 19 bytes and begins with 3c 68 74 6d 6c 3e 34 30\n"
              "  hint: give a file of plain bytes a name that ends in .bin");
    EXPECT_EQ(complaint("x", "app.elf"),
              "error: app.elf is not an ELF file\n"
              "  it has 1 byte and begins with 78\n"
              "  hint: give a file of plain bytes a name that ends in .bin");
}

TEST(Detect, RefusesMoreThanAnImageMayHold) {
    EXPECT_EQ(complaint(Bytes((std::size_t{64} << 20) + 1), "app.bin"),
              "error: app.bin is too large\n  it has more than 64.0 MiB");
}

TEST(Detect, ReadsFiles) {
    const TemporaryFolder folder;
    write_file(folder.path() / "app.bin", "Hello");
    EXPECT_EQ(read_image(folder.path() / "app.bin").size(), 5U);
    const std::string missing = folder.path() / "none.bin";
    EXPECT_EQ(error_text([&] { (void)read_image(missing); }),
              "error: cannot read " + missing + "\n  No such file or directory");
}

TEST(Detect, ComplaintsAreBadInput) {
    try {
        (void)parse_image({}, "app.bin");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().fault, Fault::bad_input);
        EXPECT_EQ(error.parts().exit, Exit::wrong_use);
    }
}

TEST(PlaceImage, GivesBytesAnAddress) {
    Image image = parse_image(bytes_of("Hello"), "app.bin");
    place_image(image, 0x08000000);
    EXPECT_TRUE(image.has_addresses);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x08000000, bytes_of("Hello")}}));
}

TEST(PlaceImage, RefusesWhatHasAddresses) {
    Image image = parse_image(bytes_of(":0100000048B7\n:00000001FF\n"), "app.hex");
    EXPECT_EQ(error_text([&] { place_image(image, 0x08000000); }),
              "error: app.hex has addresses of its own\n"
              "  it is Intel HEX, which begins at 0x00000000\n"
              "  hint: leave out --address");
}

TEST(PlaceImage, RefusesWhatDoesNotEndBelow4GiB) {
    Image image = parse_image(bytes_of("Hello"), "app.bin");
    EXPECT_EQ(error_text([&] { place_image(image, 0xFFFFFFFC); }),
              "error: app.bin goes beyond the last address\n  byte 0 has 5 bytes at 0xfffffffc");
}

TEST(ImageFormat, HasAName) {
    std::vector<std::string> names;
    for (const auto format : {Image::Format::elf, Image::Format::intel_hex, Image::Format::srec,
                              Image::Format::dfuse, Image::Format::dfu, Image::Format::bin}) {
        names.push_back(to_string(format));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"ELF", "Intel HEX", "SREC", "DfuSe", "DFU", "BIN"}));
}

}  // namespace
}  // namespace perth::cli
