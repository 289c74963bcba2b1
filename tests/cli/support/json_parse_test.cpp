#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/support/json.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

struct Broken {
    std::string_view text;
    std::string_view message;  // after "error: f.json:"
};

std::string parse_text(std::string_view text) {
    return error_text([&] { Json::parse(text, "f.json"); });
}

void expect_messages(const std::vector<Broken>& table) {
    for (const auto& [text, message] : table) {
        EXPECT_EQ(parse_text(text), "error: f.json:" + std::string(message)) << text;
    }
}

TEST(JsonParse, SaysWhereStructureIsBroken) {
    expect_messages({
        {"", "1:1: unexpected end of input; expected a value"},
        {" \n ", "2:2: unexpected end of input; expected a value"},
        {"{", "1:2: unexpected end of input; expected a key in quotes"},
        {"[1", "1:3: unexpected end of input; expected ']'"},
        {"[1 2]", "1:4: unexpected number; expected ']'"},
        {"[1 \"a\"]", "1:4: unexpected string; expected ']'"},
        {"[1\"a\"]", "1:3: unexpected string; expected ']'"},
        {"[1 true]", "1:4: unexpected true literal; expected ']'"},
        {"[,1]", "1:2: unexpected ','; expected a value"},
        {"[1,,2]", "1:4: unexpected ','; expected a value"},
        {"[1}", "1:3: unexpected '}'; expected ']'"},
        {"]", "1:1: unexpected ']'; expected a value"},
        {"{\"a\" 1}", "1:6: unexpected number; expected ':'"},
        {"{\"a\",1}", "1:5: unexpected ','; expected ':'"},
        {"{\"a\"::1}", "1:6: unexpected ':'; expected a value"},
        {"{\"a\":}", "1:6: unexpected '}'; expected a value"},
        {"{1:2}", "1:2: unexpected number; expected a key in quotes"},
        {"{\"a\":\n\n  1 2}", "3:5: unexpected number; expected '}'"},
        {"{} {}", "1:4: unexpected '{'; expected end of input"},
        {"{\"a\":1}x", "1:8: invalid literal x; expected end of input"},
        {"{\"pins\":{\"LED\":[true,}}",
         "1:22: /pins/LED: unexpected '}'; expected a value\n  hint: remove the comma before it"},
    });
}

TEST(JsonParse, HelpsWithWhatOtherLanguagesAllow) {
    expect_messages({
        {"[1,]", "1:4: unexpected ']'; expected a value\n  hint: remove the comma before it"},
        {"{\"a\":1,\n}",
         "2:1: unexpected '}'; expected a key in quotes\n  hint: remove the comma before it"},
        {"// c\n{}", "1:1: invalid literal //\n  hint: JSON has no comments; remove it"},
        {"{} # c",
         "1:4: invalid literal #; expected end of input\n"
         "  hint: JSON has no comments; remove it"},
        {"{/* c */}",
         "1:2: invalid literal /*; expected a key in quotes\n"
         "  hint: JSON has no comments; remove it"},
        {"{a:1}", "1:2: invalid literal a; expected a key in quotes"},
        {"['a']", "1:2: invalid literal 'a'"},
        {"[True]", "1:2: invalid literal True"},
        {"[nan]", "1:2: invalid literal nan"},
        {"[Infinity]", "1:2: invalid literal Infinity"},
        {"[0x10]", "1:3: invalid literal x10; expected ']'"},
    });
}

TEST(JsonParse, SaysWhereNumbersAreBroken) {
    expect_messages({
        {"[01]", "1:3: unexpected number; expected ']'"},
        {"[+1]", "1:2: invalid literal +1"},
        {"[.5]", "1:2: invalid literal .5"},
        {"[1.]", "1:2: invalid number; expected digit after '.'"},
        {"[-]", "1:2: invalid number; expected digit after '-'"},
        {"[1e]", "1:2: invalid number; expected '+', '-', or digit after exponent"},
        {"[2,18446744073709551615]",
         "1:4: the number 18446744073709551615 does not fit in 64 bits"},
        {"[9223372036854775808]", "1:2: the number 9223372036854775808 does not fit in 64 bits"},
        {"[-9223372036854775809]", "1:2: the number -9223372036854775809 does not fit in 64 bits"},
        {"[1e999]", "1:2: the number 1e999 does not fit in 64 bits"},
    });
}

TEST(JsonParse, SaysWhereStringsAreBroken) {
    expect_messages({
        {"\"abc", "1:1: invalid string: missing closing quote"},
        {"[\"a\x01\"]",
         "1:4: invalid string: control character U+0001 (SOH) must be escaped to \\u0001"},
        {"[\"a\nb\"]",
         "1:4: invalid string: control character U+000A (LF) must be escaped to \\u000A or \\n"},
        {"[\"\xc3\xa9\xff\"]", "1:4: invalid string: ill-formed UTF-8 byte"},
        {"[\"\xed\xa0\x80\"]", "1:3: invalid string: ill-formed UTF-8 byte"},
        {"[\"\\x\"]", "1:4: invalid string: forbidden character after backslash"},
        {"[\"\\u12\"]", "1:7: invalid string: '\\u' must be followed by 4 hex digits"},
        {"[\"\\ud800\"]",
         "1:9: invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF"},
    });
}

TEST(JsonParse, RefusesADuplicateKeyAtItsSecondPlace) {
    expect_messages({
        {"{\"a\":1, \"a\":2}", "1:9: duplicate key \"a\""},
        {"{\"p\":{\"a\":1,\n \"\\u0061\":2}}", "2:2: /p: duplicate key \"a\""},
    });
    EXPECT_EQ(parse_text(R"({"a":{"b":1},"c":{"b":1}})"), "no error");
}

TEST(JsonParse, RefusesANulByteWhereNlohmannWouldSeeTheEnd) {
    using namespace std::string_view_literals;
    EXPECT_EQ(parse_text("{}\n\0{}"sv), "error: f.json:2:1: a NUL byte is not JSON");
}

TEST(JsonParse, SkipsTheByteOrderMarkOfWindowsEditors) {
    EXPECT_EQ(parse_text("\xEF\xBB\xBF{}"), "no error");
    EXPECT_EQ(parse_text("\xEF\xBB\xBF]"), "error: f.json:1:1: unexpected ']'; expected a value");
}

TEST(JsonParse, TakesSixtyFourLevelsAndNoMore) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    EXPECT_EQ(parse_text(nested(64)), "no error");
    EXPECT_EQ(parse_text(nested(65)),
              "error: f.json:1:65: more than 64 levels of lists and objects");
    EXPECT_EQ(parse_text(std::string(1'000'000, '[')),
              "error: f.json:1:65: more than 64 levels of lists and objects");
}

TEST(JsonParse, TakesFourMebibytesAndNoMore) {
    const std::string spaces((std::size_t{4} << 20) - 2, ' ');
    EXPECT_EQ(parse_text("{}" + spaces), "no error");
    EXPECT_EQ(parse_text("{ }" + spaces),
              "error: f.json:1:1: 4.0 MiB is too long: at most 4.0 MiB are read");
}

TEST(JsonParse, TakesAQuarterOfAMillionValuesAndNoMore) {
    std::string list = "[";
    for (int i = 0; i < 262'142; ++i) list += "1,";
    EXPECT_EQ(parse_text(list + "1]"), "no error");
    EXPECT_EQ(parse_text(list + "1,1]"), "error: f.json:1:524288: more than 262144 values");
}

TEST(JsonParse, ManyValuesBelowALongKeyTakeNoMemoryEach) {
    std::string text = "{\"" + std::string(1'000'000, 'k') + "\":[";
    for (int i = 0; i < 200'000; ++i) text += "1,";
    const Json json = Json::parse(text + "1]}", "f.json");
    EXPECT_EQ(json.object()[0].second.array().size(), 200'001);
}

TEST(JsonParse, ShowsNoControlCharactersAndNoLongWords) {
    EXPECT_EQ(parse_text(R"({"\u001b[2J":1,"\u001b[2J":2})"),
              "error: f.json:1:16: duplicate key \"\\x1b[2J\"");
    EXPECT_EQ(parse_text(std::string(100, 'x')),
              "error: f.json:1:1: invalid literal " + std::string(39, 'x') + "\u2026");
}

TEST(JsonParse, TextThatLooksLikeAMessageDoesNotGetIntoOne) {
    EXPECT_EQ(parse_text("[\"'; expected x - y; last read: 'z\x1b"),
              "error: f.json:1:35: invalid string: control character U+001B (ESC) must be escaped "
              "to \\u001B");
}

TEST(JsonParse, EveryTruncationOfADocumentIsRefusedAndNamesAPlace) {
    const std::string whole = R"({"a":[1,-2.5e3,"\u00e9é"],"b":{"c":null,"d":true},"e":false})";
    ASSERT_EQ(parse_text(whole), "no error");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string message = parse_text(whole.substr(0, size));
        EXPECT_EQ(message.rfind("error: f.json:1:", 0), 0) << size << ": " << message;
    }
}

TEST(JsonParse, MissingFileIsAnErrorOfUse) {
    const auto read = [] { Json::read("/no/such/file.json"); };
    EXPECT_EQ(error_text(read),
              "error: cannot read /no/such/file.json\n  No such file or directory");
    EXPECT_EQ(error_exit(read), Exit::wrong_use);
}

}  // namespace
}  // namespace perth::cli
