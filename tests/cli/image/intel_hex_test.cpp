#include "cli/image/intel_hex.hpp"

#include "tests/cli/image/content.hpp"

namespace perth::cli {
namespace {

constexpr auto hello = ":020000040800F2\n:0500000048656C6C6F07\n:0400000508000131BD\n:00000001FF\n";
constexpr std::string_view end = ":00000001FF\n";

Image parse(std::string_view text) { return parse_image(bytes_of(text), "app.hex"); }

std::string complaint_about(std::string_view record) {
    return complaint(std::string(record) + "\n" + std::string(end), "app.hex");
}

TEST(IntelHex, HasSegmentsAndAnEntry) {
    const Image image = parse(hello);
    EXPECT_EQ(image.format, Image::Format::intel_hex);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x08000000, bytes_of("Hello")}}));
    EXPECT_EQ(image.entry, 0x08000131U);
    EXPECT_TRUE(image.has_addresses);
    EXPECT_EQ(image.warnings, std::vector<std::string>{});
}

TEST(IntelHex, TakesAnyLineEndsCaseAndBlanks) {
    for (const char* const text :
         {":020000040800f2\r\n:0500000048656c6c6f07\r\n:00000001ff\r\n",
          ":020000040800F2\r:0500000048656C6C6F07\r:00000001FF",
          "\n  \n:020000040800F2 \t\n\n:0500000048656C6C6F07\n:00000001FF\n\n"}) {
        EXPECT_EQ(parse(text).segments, (std::vector<Segment>{{0x08000000, bytes_of("Hello")}}))
            << text;
    }
}

TEST(IntelHex, JoinsRecordsAcross64KiB) {
    const Image image =
        parse(":020000040800F2\n:02FFFE000102FE\n:020000040801F1\n:020000000304F7\n:00000001FF\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x0800FFFE, from_hex("01020304")}}));
}

TEST(IntelHex, RunsOnBeyond64KiBUnderALinearBase) {
    const Image image = parse(":020000040800F2\n:04FFFE0001020304F5\n:00000001FF\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x0800FFFE, from_hex("01020304")}}));
}

TEST(IntelHex, WrapsWithin64KiBUnderASegmentBase) {
    const Image image = parse(":020000021200EA\n:04FFFE0001020304F5\n:00000001FF\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x00012000, from_hex("0304")},
                                                    {0x00021FFE, from_hex("0102")}}));
}

TEST(IntelHex, ReadsPublishedRecords) {
    const Image image = parse(
        ":020000021200EA\n:0400000300003800C1\n:10010000214601360121470136007EFE09D2190140\n"
        ":00000001FF\n");
    EXPECT_EQ(image.segments,
              (std::vector<Segment>{{0x00012100, from_hex("214601360121470136007EFE09D21901")}}));
    EXPECT_EQ(image.entry, 0x3800U);
}

TEST(IntelHex, SortsWhatComesInAnyOrder) {
    const Image image = parse(":01000400AA51\n:01000000BB44\n:00000001FF\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0, from_hex("BB")}, {4, from_hex("AA")}}));
}

TEST(IntelHex, WarnsOfEqualRepeatsAndOfTextBehindTheEnd) {
    const Image image = parse(":02000000AABB99\n:01000100BB43\n:00000001FF\nthe end\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0, from_hex("AABB")}}));
    EXPECT_EQ(image.warnings, (std::vector<std::string>{
                                  "app.hex:4: what follows the end record is ignored",
                                  "app.hex gives 1 byte more than once, with the same values"}));
}

TEST(IntelHex, RefusesDifferentRepeats) {
    EXPECT_EQ(complaint(":02000000AABB99\n:01000100BC42\n:00000001FF\n", "app.hex"),
              "error: app.hex gives the byte at 0x00000001 twice, with different values\n"
              "  line 1 has bb, line 2 has bc there");
}

TEST(IntelHex, SaysWhatIsWrongWithARecord) {
    EXPECT_EQ(complaint_about(":0500000048656C6C6F08"),
              "error: app.hex:1: the checksum is wrong\n  it is 08 and should be 07");
    EXPECT_EQ(complaint_about(":05000000486507"),
              "error: app.hex:1: the record should have 5 bytes and has 2");
    EXPECT_EQ(complaint_about(":00000001FE"),
              "error: app.hex:1: the checksum is wrong\n  it is FE and should be FF");
    EXPECT_EQ(complaint_about(":0000"), "error: app.hex:1: the record is cut off");
    EXPECT_EQ(complaint_about(":00000001F"),
              "error: app.hex:1: the number of hexadecimal digits is odd");
    EXPECT_EQ(complaint_about(":0G000001FF"),
              "error: app.hex:1: column 3 is not a hexadecimal digit\n  it is 0x47");
    EXPECT_EQ(complaint_about(std::string(":00\0", 4) + "00001FF"),
              "error: app.hex:1: column 4 is not a hexadecimal digit\n  it is 0x00");
    EXPECT_EQ(complaint_about(":00000006FA"), "error: app.hex:1: record type 06 is not known");
    EXPECT_EQ(complaint_about(":0100000100FE"),
              "error: app.hex:1: a record of type 01 has 0 bytes, this one 1");
    EXPECT_EQ(complaint_about(":0100000408F3"),
              "error: app.hex:1: a record of type 04 has 2 bytes, this one 1");
    EXPECT_EQ(complaint_about(":01000000BB44\n# a comment"),
              "error: app.hex:2: the line does not begin with ':'");
}

TEST(IntelHex, RefusesAFileWithoutAnEnd) {
    EXPECT_EQ(complaint(":020000040800F2\n:0500000048656C6C6F07\n", "app.hex"),
              "error: app.hex is cut off\n  no end record (:00000001FF) in 2 lines");
}

TEST(IntelHex, RefusesAFileWithoutBytes) {
    EXPECT_EQ(complaint(end, "app.hex"), "error: app.hex holds no bytes");
}

TEST(IntelHex, RefusesBytesBeyondTheLastAddress) {
    EXPECT_EQ(complaint(":02000004FFFFFC\n:02FFFF000102FD\n:00000001FF\n", "app.hex"),
              "error: app.hex goes beyond the last address\n  line 2 has 2 bytes at 0xffffffff");
}

// Address, begin of the block, data, custom data, end.
constexpr std::string_view v1 =
    ":020000040000FA\n:0400000A9900C0DEBB\n:0400100001020304E2\n:0000000BF5\n";
constexpr std::string_view v2 =
    ":020000040001F9\n:0400000A9903C0DEB8\n:020000040002F8\n:0400100D01020304D5\n"
    ":0400000CFFFFFFFFF4\n:0000000BF5\n";

Image parse_for(std::vector<std::uint16_t> boards, const std::string& text) {
    return parse_image(bytes_of(text + std::string(end)), "app.hex",
                       {.universal_hex = std::move(boards)});
}

TEST(UniversalHex, GivesEachBoardItsOwn) {
    const std::string both = std::string(v1) + std::string(v2);
    EXPECT_EQ(parse_for({0x9900, 0x9901}, both).segments,
              (std::vector<Segment>{{0x10, from_hex("01020304")}}));
    EXPECT_EQ(parse_for({0x9903}, both).segments,
              (std::vector<Segment>{{0x20010, from_hex("01020304")}}));
}

TEST(UniversalHex, KeepsTheAddressesOfAForeignBlockInIt) {
    // A block of ours that does not say again where it goes.
    const std::string more = ":0400000A9900C0DEBB\n:02002000AABB79\n:0000000BF5\n";
    EXPECT_EQ(parse_for({0x9900}, std::string(v1) + std::string(v2) + more).segments,
              (std::vector<Segment>{{0x10, from_hex("01020304")}, {0x20, from_hex("AABB")}}));
}

TEST(UniversalHex, IsTakenWithoutABoardIfThereIsOne) {
    EXPECT_EQ(parse_for({}, std::string(v2)).size(), 4U);
    EXPECT_EQ(error_text([&] { (void)parse_for({}, std::string(v1) + std::string(v2)); }),
              "error: app.hex is for several boards\n"
              "  it is for the boards 9900, 9903\n"
              "  hint: give the board: -b BOARD");
    EXPECT_EQ(error_text([&] { (void)parse_for({0x9900, 0x9901}, std::string(v2)); }),
              "error: app.hex is for another board\n"
              "  it is for the boards 9903, this one is 9900, 9901");
}

TEST(UniversalHex, SaysWhatIsWrong) {
    EXPECT_EQ(complaint_about(":0400000A9900C0DFBA"),
              "error: app.hex:1: the block begins with C0DF instead of C0DE");
    EXPECT_EQ(complaint_about(":0300000A9900C09A"),
              "error: app.hex:1: a record of type 0A has 4 bytes, this one 3");
    EXPECT_EQ(complaint_about(":01000000BB44\n" + std::string(v1)),
              "error: app.hex:3: there is data between the blocks of a Universal Hex file\n"
              "  it says of no board that it is for it");
    EXPECT_EQ(complaint_about(std::string(v1) + ":01000000BB44"),
              "error: app.hex:5: there is data between the blocks of a Universal Hex file\n"
              "  it says of no board that it is for it");
}

TEST(IntelHex, IsWritten) {
    EXPECT_EQ(write_intel_hex(parse(hello)), hello);
    const Image across{.segments = {{0x0800FFFE, from_hex("01020304")}}};
    EXPECT_EQ(write_intel_hex(across),
              ":020000040800F2\n:02FFFE000102FE\n:020000040801F1\n:020000000304F7\n:00000001FF\n");
    const Image low{.segments = {{0, Bytes(17, 0xAA)}}};
    EXPECT_EQ(write_intel_hex(low),
              ":020000040000FA\n:10000000AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA50\n"
              ":01001000AA45\n:00000001FF\n");
}

}  // namespace
}  // namespace perth::cli
