#include "cli/support/crc32.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace perth::cli {
namespace {

TEST(Crc32, HasTheUsualCheckValue) {
    constexpr std::string_view digits = "123456789";
    EXPECT_EQ(crc32_of(Bytes(digits.begin(), digits.end())), 0xCBF43926);
    EXPECT_EQ(crc32_of({}), 0U);
}

}  // namespace
}  // namespace perth::cli
