#include "tests/cli/image/content.hpp"

namespace perth::cli {
namespace {

Image parse(std::string_view text) { return parse_image(bytes_of(text), "app.srec"); }

std::string complaint_about(std::string_view text) { return complaint(text, "app.srec"); }

TEST(Srec, HasSegmentsAndAnEntry) {
    const Image image = parse("S00600004844521B\nS30A0800000048656C6C6FF9\nS70508000131C0\n");
    EXPECT_EQ(image.format, Image::Format::srec);
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x08000000, bytes_of("Hello")}}));
    EXPECT_EQ(image.entry, 0x08000131U);
    EXPECT_EQ(image.warnings, std::vector<std::string>{});
}

TEST(Srec, ReadsEveryWidthAndTheCount) {
    const Image image = parse(
        "S107123401020304A8\r\nS205123456aab4\r\nS30A0800000048656C6C6FF9\r\nS5030003F9\r\n"
        "S70508000000F2\r\n");
    EXPECT_EQ(image.segments, (std::vector<Segment>{{0x1234, from_hex("01020304")},
                                                    {0x123456, from_hex("AA")},
                                                    {0x08000000, bytes_of("Hello")}}));
    EXPECT_EQ(image.entry, 0x08000000U);
}

TEST(Srec, TakesAnEntryOf0AsNone) {
    EXPECT_EQ(parse("S107123401020304A8\nS9030000FC\n").entry, std::nullopt);
    EXPECT_EQ(parse("S205123456AAB4\nS804000000FB\n").entry, std::nullopt);
}

TEST(Srec, WarnsOfAMissingOrDifferentEnd) {
    EXPECT_EQ(
        parse("S107123401020304A8\n").warnings,
        (std::vector<std::string>{"app.srec has no end record (S7, S8 or S9): it may be cut off"}));
    EXPECT_EQ(parse("S107123401020304A8\nS70508000000F2\n").warnings,
              (std::vector<std::string>{"app.srec has S1 data and ends in S7"}));
}

TEST(Srec, SaysWhatIsWrongWithARecord) {
    EXPECT_EQ(complaint_about("S107123401020304A9\n"),
              "error: app.srec:1: the checksum is wrong\n  it is A9 and should be A8");
    EXPECT_EQ(complaint_about("S1071234010203A8\n"),
              "error: app.srec:1: the record should have 7 bytes and has 6");
    EXPECT_EQ(complaint_about("S1\n"), "error: app.srec:1: the record is cut off");
    EXPECT_EQ(complaint_about("S10212ED\n"),
              "error: app.srec:1: the record is too short for its type");
    EXPECT_EQ(complaint_about("S4030000FC\n"), "error: app.srec:1: there is no record type S4");
    EXPECT_EQ(complaint_about("S107123401020304A8\n\nSA\n"),
              "error: app.srec:3: the line does not begin with S0 to S9");
    EXPECT_EQ(complaint_about("S107123401020304A\n"),
              "error: app.srec:1: the number of hexadecimal digits is odd");
    EXPECT_EQ(complaint_about("S1071234010203Z4A8\n"),
              "error: app.srec:1: column 15 is not a hexadecimal digit\n  it is 0x5a");
}

TEST(Srec, CountsItsRecords) {
    EXPECT_EQ(complaint_about("S107123401020304A8\nS5030003F9\n"),
              "error: app.srec:2: the file should have 3 data records and has 1");
}

TEST(Srec, RefusesDataBehindTheEnd) {
    EXPECT_EQ(complaint_about("S107123401020304A8\nS9030000FC\nS205123456AAB4\n"),
              "error: app.srec:3: data after the S9 record");
}

TEST(Srec, RefusesAFileWithoutBytes) {
    EXPECT_EQ(complaint_about("S00600004844521B\nS9030000FC\n"), "error: app.srec holds no bytes");
}

}  // namespace
}  // namespace perth::cli
