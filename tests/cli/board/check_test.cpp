#include "cli/board/check.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

TEST(PinName, BecomesATypeByItsWords) {
    EXPECT_EQ(pin_type_name("LED"), "Led");
    EXPECT_EQ(pin_type_name("LED_RED"), "LedRed");
    EXPECT_EQ(pin_type_name("X_9"), "X9");
}

TEST(PinName, IsUpperSnake) {
    EXPECT_TRUE(is_pin_name("LED_1"));
    EXPECT_FALSE(is_pin_name(""));
    EXPECT_FALSE(is_pin_name("1LED"));
    EXPECT_FALSE(is_pin_name("LED_"));
    EXPECT_FALSE(is_pin_name("Led"));
}

}  // namespace
}  // namespace perth::cli
