#include "perth/diag/cbor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace perth::detail {
namespace {

using ::testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

bool is_valid(const Bytes& bytes) { return CborMap(bytes).valid(); }

// {"a": 5, "b": h'0102', "c": "xy", "d": true, "e": [1, {"a": 9}], "f": 2^32, "a": 7}
const Bytes example = {0xBF, 0x61, 'a',  5,   0x61, 'b',  0x42, 1,    2,   0x61,
                       'c',  0x62, 'x',  'y', 0x61, 'd',  0xF5, 0x61, 'e', 0x82,
                       1,    0xA1, 0x61, 'a', 9,    0x61, 'f',  0x1B, 0,   0,
                       0,    1,    0,    0,   0,    0,    0x61, 'a',  7,   0xFF};

TEST(CborMap, FindsValuesOfTheirType) {
    const CborMap map(example);
    ASSERT_TRUE(map.valid());
    EXPECT_EQ(map.number("a"), 5U);  // the first, and not the inner one
    EXPECT_THAT(map.bytes("b").value(), ElementsAre(1, 2));
    EXPECT_EQ(map.text("c"), "xy");
    EXPECT_EQ(map.boolean("d"), true);
    EXPECT_EQ(map.number("f"), std::nullopt);  // too large
    EXPECT_EQ(map.number("b"), std::nullopt);
    EXPECT_EQ(map.bytes("a"), std::nullopt);
    EXPECT_EQ(map.text("b"), std::nullopt);
    EXPECT_EQ(map.boolean("a"), std::nullopt);
    EXPECT_EQ(map.number("g"), std::nullopt);
}

TEST(CborMap, IsValidOnlyWhole) {
    EXPECT_TRUE(is_valid({}));
    EXPECT_TRUE(is_valid({0xA0}));
    EXPECT_TRUE(is_valid({0xBF, 0xFF}));
    for (std::size_t size = 1; size < example.size(); ++size) {
        EXPECT_FALSE(is_valid({example.begin(), example.begin() + static_cast<int>(size)})) << size;
    }
    Bytes longer = example;
    longer.push_back(0);
    EXPECT_FALSE(is_valid(longer));
}

TEST(CborMap, RefusesWhatIsNoMapOrLies) {
    EXPECT_FALSE(is_valid({0x80}));                                           // an array
    EXPECT_FALSE(is_valid({0xA1, 0x61, 'a', 0x5A, 0xFF, 0xFF, 0xFF, 0xFF}));  // bytes: 2^32 - 1
    EXPECT_FALSE(is_valid({0xBA, 0xFF, 0xFF, 0xFF, 0xFF}));                   // as many pairs
    EXPECT_FALSE(is_valid({0xA1, 0x61, 'a', 0x1C}));                          // reserved
    EXPECT_FALSE(is_valid({0xA1, 0x61, 'a', 0x1F}));                // a number without end
    EXPECT_FALSE(is_valid({0xA1, 0x61, 'a', 0xFF}));                // an end of nothing
    EXPECT_TRUE(is_valid({0xA1, 0x61, 'a', 0x81, 0x81, 0x81, 0}));  // four deep
    EXPECT_FALSE(is_valid({0xA1, 0x61, 'a', 0x81, 0x81, 0x81, 0x81, 0}));
    EXPECT_FALSE(is_valid(Bytes(320, 0xC0)));
}

TEST(CborWriter, WritesTheShortestForm) {
    std::array<std::uint8_t, 64> room{};
    CborWriter writer(room);
    writer.begin_map();
    for (const std::uint32_t value : {23U, 24U, 255U, 256U, 65535U, 65536U}) writer.number(value);
    writer.boolean("t", true);
    writer.end();
    EXPECT_THAT(std::span(room).first(writer.size()),
                ElementsAre(0xBF, 23, 24, 24, 24, 255, 25, 1, 0, 25, 255, 255, 26, 0, 1, 0, 0, 0x61,
                            't', 0xF5, 0xFF));
}

TEST(CborWriter, SaysWhatDidNotFit) {
    std::array<std::uint8_t, 4> room{};
    CborWriter writer(room);
    writer.number(1);
    writer.text("abc");
    EXPECT_TRUE(writer.full());
    EXPECT_EQ(writer.left(), 0U);
    writer.rewind(1);
    EXPECT_FALSE(writer.full());
    EXPECT_EQ(writer.bytes(2).size(), 2U);
    EXPECT_EQ(writer.left(), 0U);
    EXPECT_TRUE(writer.bytes(1).empty());
    EXPECT_TRUE(writer.full());
}

}  // namespace
}  // namespace perth::detail
