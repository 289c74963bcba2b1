#include "tests/cli/image/content.hpp"

namespace perth::cli {
namespace {

const std::string identity = "7f454c46 01010100 0000000000000000";
const std::string header =
    "0200 2800 01000000 01010008 34000000 00000000 00020005 3400 2000 0100 2800 0000 0000";
const std::string program_header =
    "01000000 54000000 00000020 00010008 04000000 08000000 06000000 04000000";

/// 88 bytes: DEADBEEF, at 0x20000000 when it runs, at 0x08000100 in flash.
Bytes small() { return from_hex(identity + header + program_header + "deadbeef"); }

/// Returns the file with `bytes` at `at`.
Bytes with(Bytes file, std::size_t at, std::string_view bytes) {
    const Bytes replacement = from_hex(bytes);
    std::copy(replacement.begin(), replacement.end(),
              file.begin() + static_cast<std::ptrdiff_t>(at));
    return file;
}

constexpr std::size_t phdr = 52;

TEST(ElfImage, LoadsAtThePhysicalAddress) {
    const Image image = parse_image(small(), "app.elf");
    EXPECT_EQ(image.format, Image::Format::elf);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x08000100, from_hex("deadbeef")}}));
    EXPECT_EQ(image.entry, 0x08000101U);
    EXPECT_EQ(image.machine, 40);
    EXPECT_EQ(image.build_id, "");
    EXPECT_EQ(image.warnings, std::vector<std::string>{});
}

TEST(ElfImage, LoadsAtTheVirtualAddressIfThereIsNoOther) {
    const Image image = parse_image(with(small(), phdr + 12, "00000000"), "app.elf");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x20000000, from_hex("deadbeef")}}));
    EXPECT_EQ(
        image.warnings,
        (std::vector<std::string>{"app.elf has no physical addresses: its virtual ones are used"}));
}

TEST(ElfImage, HasTheBuildIdOfItsNote) {
    const std::string two =
        "0200 2800 01000000 01010008 34000000 00000000 00020005 "
        "3400 2000 0200 2800 0000 0000";
    const std::string load =
        "01000000 74000000 00000020 00010008 04000000 04000000 06000000 04000000";
    const std::string note =
        "04000000 78000000 00000020 00010008 28000000 28000000 04000000 04000000";
    const std::string other = "04000000 00000000 01000000 474e5500";
    const std::string id = "04000000 05000000 03000000 474e5500 0123456789 000000";
    const Bytes file = from_hex(identity + two + load + note + "deadbeef" + other + id);
    EXPECT_EQ(parse_image(file, "app.elf").build_id, "0123456789");
    // A note that says it is longer than the segment is not read.
    EXPECT_EQ(parse_image(with(file, 0x78 + 16 + 4, "FFFFFFFF"), "app.elf").build_id, "");
    EXPECT_EQ(parse_image(with(file, 0x78, "FFFFFFFF"), "app.elf").build_id, "");
}

TEST(ElfImage, ReadsTheWideForm) {
    const Bytes file = from_hex(
        "7f454c46 02010100 0000000000000000 0200 f300 01000000 0001000800000000 4000000000000000 "
        "0000000000000000 00000000 4000 3800 0100 0000 0000 0000 "
        "01000000 05000000 7800000000000000 0000002000000000 0001000800000000 0400000000000000 "
        "0800000000000000 0400000000000000 deadbeef");
    const Image image = parse_image(file, "app.elf");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x08000100, from_hex("deadbeef")}}));
    EXPECT_EQ(image.machine, 243);
    EXPECT_EQ(complaint(with(file, 64 + 24, "0000000001000000"), "app.elf"),
              "error: app.elf is no valid ELF file\n"
              "  program header 0 loads to 0x100000000, beyond 32 bits");
    EXPECT_EQ(complaint(with(file, 24, "0000000001000000"), "app.elf"),
              "error: app.elf is no valid ELF file\n  its entry 0x100000000 is beyond 32 bits");
}

TEST(ElfImage, RefusesWhatRunsElsewhere) {
    EXPECT_EQ(complaint(with(small(), 18, "3e00"), "app.elf"),
              "error: app.elf is not a microcontroller's program\n"
              "  it is for x86-64");
    EXPECT_EQ(complaint(with(small(), 18, "0100"), "app.elf"),
              "error: app.elf is not a microcontroller's program\n"
              "  it is for machine 1");
}

TEST(ElfImage, RefusesWhatIsNotLinked) {
    EXPECT_EQ(complaint(with(small(), 16, "0100"), "app.o"),
              "error: app.o is not a linked program\n  it is an object file");
    EXPECT_EQ(complaint(with(small(), 16, "0400"), "core"),
              "error: core is not a linked program\n  its type is 4");
    EXPECT_EQ(complaint(with(small(), phdr, "06000000"), "app.elf"),
              "error: app.elf loads nothing\n  none of its program headers is of type LOAD");
    EXPECT_EQ(complaint(with(small(), 44, "0000"), "app.elf"),
              "error: app.elf loads nothing\n  none of its program headers is of type LOAD");
    EXPECT_EQ(complaint(with(small(), phdr + 16, "00000000"), "app.elf"),
              "error: app.elf holds no bytes");
}

TEST(ElfImage, SaysWhatIsWrong) {
    const std::string what = "error: app.elf is no valid ELF file\n  ";
    EXPECT_EQ(complaint(with(small(), 4, "03"), "app.elf"), what + "its class is 3, not 1 or 2");
    EXPECT_EQ(complaint(with(small(), 5, "02"), "app.elf"),
              what + "its bytes are not in little-endian order");
    EXPECT_EQ(complaint(with(small(), 6, "00"), "app.elf"), what + "its version is 0, not 1");
    EXPECT_EQ(complaint(with(small(), 42, "2100"), "app.elf"),
              what + "its program headers have 33 bytes, not 32");
    EXPECT_EQ(complaint(with(small(), 44, "0200"), "app.elf"),
              what + "the end of 2 program headers at offset 52 is beyond the file's, 88");
    EXPECT_EQ(complaint(with(small(), 28, "FFFFFFFF"), "app.elf"),
              what + "the end of 1 program header at offset 4294967295 is beyond the file's, 88");
    EXPECT_EQ(complaint(with(small(), phdr + 16, "05000000"), "app.elf"),
              what + "program header 0 has 5 bytes at offset 84; the file ends at 88");
    EXPECT_EQ(complaint(with(small(), phdr + 4, "FFFFFFFF"), "app.elf"),
              what + "program header 0 has 4 bytes at offset 4294967295; the file ends at 88");
    EXPECT_EQ(complaint(with(small(), phdr + 20, "03000000"), "app.elf"),
              what + "program header 0 has 4 bytes for 3 of memory");
    EXPECT_EQ(complaint(from_hex("7f454c46 0101"), "app.elf"),
              what + "it has 6 bytes and should have more than 6");
}

TEST(ElfImage, RefusesOverlappingSegments) {
    const std::string two =
        "0200 2800 01000000 01010008 34000000 00000000 00020005 "
        "3400 2000 0200 2800 0000 0000";
    const std::string load =
        "01000000 74000000 00000020 00010008 04000000 04000000 06000000 04000000";
    const std::string next =
        "01000000 74000000 00000020 03010008 04000000 04000000 06000000 04000000";
    EXPECT_EQ(complaint(from_hex(identity + two + load + next + "deadbeef"), "app.elf"),
              "error: app.elf gives the byte at 0x08000103 twice\n"
              "  program header 0 has ef, program header 1 has de there");
}

TEST(ElfImage, EndsWithAnErrorWhereverItIsCut) {
    const Bytes whole = small();
    for (std::size_t size = 4; size < whole.size(); ++size) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_NE(complaint(cut, "app.elf"), "no error") << size;
    }
}

}  // namespace
}  // namespace perth::cli
