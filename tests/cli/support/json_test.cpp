#include "cli/support/json.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

#include "cli/support/json_text.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

Json parse(std::string_view text) { return Json::parse(text, "f.json"); }

TEST(Json, KnowsThePlaceOfEveryValue) {
    const Json json = parse("{\n  \"a\": [1, 22,\n\t\"x\", {\"b\" : -3.5}],\"c\":null}");
    EXPECT_EQ(json.place(), "f.json:1:1");
    EXPECT_EQ(json.pointer(), "");
    const Json list = json.at("a");
    EXPECT_EQ(list.place(), "f.json:2:8");
    EXPECT_EQ(list.pointer(), "/a");
    EXPECT_EQ(list.array()[0].place(), "f.json:2:9");
    EXPECT_EQ(list.array()[1].place(), "f.json:2:12");
    EXPECT_EQ(list.array()[1].pointer(), "/a/1");
    EXPECT_EQ(list.array()[2].place(), "f.json:3:2");
    EXPECT_EQ(list.array()[3].at("b").place(), "f.json:3:14");
    EXPECT_EQ(list.array()[3].at("b").pointer(), "/a/3/b");
    EXPECT_EQ(json.at("c").place(), "f.json:3:25");
}

TEST(Json, CountsCharactersAndNotBytes) {
    EXPECT_EQ(parse("[\"\u00e9\u20ac\U0001F600\",7]").array()[1].place(), "f.json:1:8");
}

TEST(Json, PlacesStandAfterWindowsLineEnds) {
    EXPECT_EQ(parse("[1,\r\n 2]").array()[1].place(), "f.json:2:2");
}

TEST(Json, EscapesPointersAsTheStandardSays) {
    EXPECT_EQ(parse(R"({"a/b~c":1})").at("a/b~c").pointer(), "/a~1b~0c");
}

TEST(Json, GivesTypedValues) {
    const Json json = parse(R"({"yes":true,"n":-7,"r":0.5,"s":"x\u00e9","l":["a","b"],"z":null})");
    EXPECT_TRUE(json.at("yes").boolean());
    EXPECT_EQ(json.at("n").integer(-7, 0), -7);
    EXPECT_EQ(json.at("n").real(), -7.0);
    EXPECT_EQ(json.at("r").real(), 0.5);
    EXPECT_EQ(json.at("s").string(), "x\u00e9");
    EXPECT_EQ(json.at("l").strings(), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(json.at("z").is_null());
    EXPECT_EQ(json.find("absent"), std::nullopt);
}

TEST(Json, HoldsTheWholeRangeOfIntegers) {
    const Json json = parse("[-9223372036854775808,9223372036854775807]");
    EXPECT_EQ(json.array()[0].integer(lowest, highest), lowest);
    EXPECT_EQ(json.array()[1].integer(lowest, highest), highest);
}

TEST(Json, KeepsTheOrderOfTheFile) {
    const Json json = parse(R"({"z":1,"a":2,"m":3})");
    std::string keys;
    for (const auto& [key, value] : json.object()) keys += key;
    EXPECT_EQ(keys, "zam");
}

TEST(Json, ComplainsAboutWrongTypes) {
    const Json json = parse(R"({"a":{"b":12,"l":[1],"o":{},"t":false,"r":1.5,"n":null,"s":"x"}})");
    const Json a = json.at("a");
    EXPECT_EQ(error_text([&] { (void)a.at("b").string(); }),
              "error: f.json:1:11: /a/b: expected a string, found 12");
    EXPECT_EQ(error_text([&] { (void)a.at("s").integer(0, 1); }),
              "error: f.json:1:60: /a/s: expected an integer, found \"x\"");
    EXPECT_EQ(error_text([&] { (void)a.at("r").integer(0, 9); }),
              "error: f.json:1:43: /a/r: expected an integer, found 1.5");
    EXPECT_EQ(error_text([&] { (void)a.at("l").object(); }),
              "error: f.json:1:18: /a/l: expected an object, found a list");
    EXPECT_EQ(error_text([&] { (void)a.at("o").array(); }),
              "error: f.json:1:26: /a/o: expected a list, found an object");
    EXPECT_EQ(error_text([&] { (void)a.at("n").boolean(); }),
              "error: f.json:1:51: /a/n: expected true or false, found null");
    EXPECT_EQ(error_text([&] { (void)a.at("t").real(); }),
              "error: f.json:1:33: /a/t: expected a number, found false");
    EXPECT_EQ(error_text([&] { (void)a.at("l").strings(); }),
              "error: f.json:1:19: /a/l/0: expected a string, found 1");
    EXPECT_EQ(error_exit([&] { (void)a.at("b").string(); }), Exit::wrong_use);
}

TEST(Json, ComplainsAboutIntegersOutOfRange) {
    const Json json = parse(R"({"baud":0})");
    EXPECT_EQ(error_text([&] { (void)json.at("baud").integer(1, 4'000'000); }),
              "error: f.json:1:9: /baud: expected an integer from 1 to 4000000, found 0");
}

TEST(Json, MissingKeyNamesThePlaceOfTheObject) {
    EXPECT_EQ(error_text([] { (void)parse("\n {}").at("name"); }),
              "error: f.json:2:2: missing key \"name\"");
    EXPECT_EQ(error_text([] { (void)parse(R"({"c":{}})").at("c").at("uart"); }),
              "error: f.json:1:6: /c: missing key \"uart\"");
}

TEST(Json, UnknownKeyIsPointedAtWithTheNearestOne) {
    const Json json = Json::parse("{\n  \"pins\": {\n    \"LED\": { \"activ\": \"low\" }\n  }\n}",
                                  "board-defs/boards/x.json");
    const auto check = [&] {
        json.at("pins").at("LED").only_keys({"pad", "active", "use", "pull"});
    };
    EXPECT_EQ(error_text(check),
              "error: board-defs/boards/x.json:3:14: /pins/LED/activ: unknown key \"activ\"\n"
              "  hint: did you mean \"active\"?");
    EXPECT_EQ(error_exit(check), Exit::wrong_use);
}

TEST(Json, UnknownKeyFarFromAllListsThem) {
    EXPECT_EQ(error_text([] { parse(R"({"zzzzzz":1})").only_keys({"pad", "use", "pull"}); }),
              "error: f.json:1:2: /zzzzzz: unknown key \"zzzzzz\"\n"
              "  hint: the keys here are \"pad\", \"use\" and \"pull\"");
}

TEST(Json, KnownKeysAreNoErrorAndMayBeAbsent) {
    EXPECT_EQ(error_text([] { parse(R"({"a":1})").only_keys({"a", "b"}); }), "no error");
}

TEST(Json, OneOfGivesThePlaceAmongTheWords) {
    EXPECT_EQ(parse("\"low\"").one_of({"high", "low"}), 1);
    EXPECT_EQ(error_text([] { (void)parse("\"lwo\"").one_of({"high", "low"}); }),
              "error: f.json:1:1: expected \"high\" or \"low\", found \"lwo\"\n"
              "  hint: did you mean \"low\"?");
    EXPECT_EQ(error_text([] { (void)parse("\"zzz\"").one_of({"a", "b", "c"}); }),
              "error: f.json:1:1: expected \"a\", \"b\" or \"c\", found \"zzz\"");
    EXPECT_EQ(error_text([] { (void)parse("7").one_of({"a"}); }),
              "error: f.json:1:1: expected a string, found 7");
}

TEST(Json, ComplaintShowsHostileTextHarmlessly) {
    const Json json = parse(R"({"\u001b]0;x\u0007":"\u001b[2J\u202e"})");
    EXPECT_EQ(error_text([&] { (void)json.object()[0].second.boolean(); }),
              "error: f.json:1:21: /\\x1b]0;x\\x07: expected true or false, "
              "found \"\\x1b[2J\\xe2\\x80\\xae\"");
}

TEST(Json, ComplaintCutsLongPointers) {
    const Json json = parse("{\"" + std::string(500, 'k') + "\":1}");
    EXPECT_EQ(error_text([&] { (void)json.object()[0].second.boolean(); }),
              "error: f.json:1:505: /" + std::string(118, 'k') +
                  "\u2026: expected true or false, found 1");
}

TEST(Json, DumpsWithTwoSpaces) {
    EXPECT_EQ(
        parse(R"({"a":[1,-0.5,1e3],"b":{},"c":[],"d":{"e":null,"f":"\"\n"},"g":true})").dump(),
        "{\n"
        "  \"a\": [\n"
        "    1,\n"
        "    -0.5,\n"
        "    1000.0\n"
        "  ],\n"
        "  \"b\": {},\n"
        "  \"c\": [],\n"
        "  \"d\": {\n"
        "    \"e\": null,\n"
        "    \"f\": \"\\\"\\n\"\n"
        "  },\n"
        "  \"g\": true\n"
        "}");
}

TEST(Json, WhatIsDumpedParsesToTheSame) {
    for (const auto* text : {"null", "[[],[[]],{}]", R"({"":{"":[0.1,1e-9,123456789012345678]}})",
                             R"("\u0000\u007f\ud83d\ude00\\/")", "-0", "1e300", "[2.5e-308]"}) {
        const std::string once = parse(text).dump();
        EXPECT_EQ(parse(once).dump(), once) << text;
    }
}

TEST(JsonQuoted, EscapesWhatMustBeAndReplacesBrokenBytes) {
    EXPECT_EQ(json_string("a\"b\\c\n\t\x1b\x7f\u00e9"),
              "\"a\\\"b\\\\c\\n\\u0009\\u001b\\u007f\u00e9\"");
    EXPECT_EQ(json_string("x\xff"), "\"x\ufffd\"");
}

}  // namespace
}  // namespace perth::cli
