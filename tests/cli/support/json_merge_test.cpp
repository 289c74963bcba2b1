#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "cli/support/json.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

Json base_of(std::string_view text) { return Json::parse(text, "base.json"); }
Json child_of(std::string_view text) { return Json::parse(text, "child.json"); }

std::string merged(std::string_view base, std::string_view child) {
    return Json::merge(base_of(base), child_of(child)).dump();
}

std::string plain(std::string_view text) { return base_of(text).dump(); }

TEST(JsonMerge, ScalarReplaces) {
    EXPECT_EQ(merged(R"({"a":1})", R"({"a":"x"})"), plain(R"({"a":"x"})"));
    EXPECT_EQ(merged(R"({"a":{"b":1}})", R"({"a":2})"), plain(R"({"a":2})"));
}

TEST(JsonMerge, ObjectMergesKeyByKey) {
    EXPECT_EQ(merged(R"({"p":{"a":1,"b":{"c":2,"d":3}}})", R"({"p":{"b":{"d":4,"e":5}}})"),
              plain(R"({"p":{"a":1,"b":{"c":2,"d":4,"e":5}}})"));
}

TEST(JsonMerge, ListReplacesTheWholeList) {
    EXPECT_EQ(merged(R"({"l":[1,2,3]})", R"({"l":[4]})"), plain(R"({"l":[4]})"));
    EXPECT_EQ(merged(R"({"l":[{"a":1}]})", R"({"l":[{"b":2}]})"), plain(R"({"l":[{"b":2}]})"));
}

TEST(JsonMerge, NullRemoves) {
    EXPECT_EQ(merged(R"({"a":1,"b":{"c":2,"d":3}})", R"({"a":null,"b":{"c":null}})"),
              plain(R"({"b":{"d":3}})"));
}

TEST(JsonMerge, NullThatRemovesNothingLeavesNothing) {
    EXPECT_EQ(merged("{}", R"({"a":null,"b":{"c":null}})"), plain(R"({"b":{}})"));
    EXPECT_EQ(merged(R"({"b":1})", R"({"b":{"c":null,"d":2}})"), plain(R"({"b":{"d":2}})"));
}

TEST(JsonMerge, NullInAListIsAValue) {
    EXPECT_EQ(merged("{}", R"({"l":[null]})"), plain(R"({"l":[null]})"));
}

TEST(JsonMerge, NewKeysComeLastInTheChildsOrder) {
    EXPECT_EQ(merged(R"({"b":1,"a":2})", R"({"z":3,"a":4,"y":5})"),
              plain(R"({"b":1,"a":4,"z":3,"y":5})"));
}

TEST(JsonMerge, ObjectReplacesAScalar) {
    EXPECT_EQ(merged(R"({"a":1})", R"({"a":{"b":2}})"), plain(R"({"a":{"b":2}})"));
}

TEST(JsonMerge, EveryValueKeepsThePlaceItCameFrom) {
    const Json json = Json::merge(base_of("{\"p\":{\"A\":{\"pad\":1},\n \"B\":2}}"),
                                  child_of("\n\n{\"p\":{\"A\":{\"use\":3}}, \"q\":4}"));
    EXPECT_EQ(json.place(), "child.json:3:1");
    EXPECT_EQ(json.at("p").place(), "child.json:3:6");
    EXPECT_EQ(json.at("p").at("A").at("pad").place(), "base.json:1:18");
    EXPECT_EQ(json.at("p").at("A").at("pad").pointer(), "/p/A/pad");
    EXPECT_EQ(json.at("p").at("A").at("use").place(), "child.json:3:18");
    EXPECT_EQ(json.at("p").at("B").place(), "base.json:2:6");
    EXPECT_EQ(json.at("q").place(), "child.json:3:27");
}

TEST(JsonMerge, UnknownKeyFromTheParentIsPointedAtInTheParent) {
    const Json json = Json::merge(base_of(R"({"colour":1})"), child_of(R"({"name":2})"));
    EXPECT_EQ(error_text([&] { json.only_keys({"name", "color"}); }),
              "error: base.json:1:2: /colour: unknown key \"colour\"\n"
              "  hint: did you mean \"color\"?");
}

// A random document without null, three levels deep; few keys, so that documents share some.
std::string random_document(std::mt19937& random, int levels) {
    const auto pick = [&](unsigned end) { return static_cast<unsigned>(random()) % end; };
    if (levels == 0 || pick(4) == 0) return std::to_string(pick(10));
    if (pick(4) == 0) return "[" + std::to_string(pick(10)) + "]";
    std::string text;
    for (const char* key : {"a", "b", "c", "d"}) {
        if (pick(2) == 0) continue;
        if (!text.empty()) text += ',';
        text += std::string("\"") + key + "\":" + random_document(random, levels - 1);
    }
    return "{" + text + "}";
}

std::string random_object(std::mt19937& random) {
    return R"({"o":)" + random_document(random, 3) + R"(,"p":)" + random_document(random, 2) + "}";
}

TEST(JsonMerge, IsIdempotentAndHasAnIdentityWithoutNull) {
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        const Json a = base_of(random_object(random));
        const Json b = base_of(random_object(random));
        EXPECT_EQ(Json::merge(a, a).dump(), a.dump());
        EXPECT_EQ(Json::merge(a, base_of("{}")).dump(), a.dump());
        EXPECT_EQ(Json::merge(base_of("{}"), a).dump(), a.dump());
        EXPECT_EQ(Json::merge(Json::merge(a, b), b).dump(), Json::merge(a, b).dump());
    }
}

TEST(JsonMerge, ManyKeysTakeNoTimeSquared) {
    std::string text = "{";
    for (int i = 0; i < 100'000; ++i) text += "\"k" + std::to_string(i) + "\":1,";
    text += "\"last\":1}";
    EXPECT_EQ(Json::merge(base_of(text), child_of(text)).object().size(), 100'001);
}

}  // namespace
}  // namespace perth::cli
