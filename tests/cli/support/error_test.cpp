#include "cli/support/error.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

TEST(Error, PrintsWhatWhyAndHint) {
    const Error error({.what = "no DFU device found for board pyboard-v11",
                       .why = "looked for USB 0483:df11\n2 other USB devices are attached",
                       .hint = "hold BOOT0 to 3V3 and press RST",
                       .exit = Exit::no_device});
    EXPECT_EQ(error.text(),
              "error: no DFU device found for board pyboard-v11\n"
              "  looked for USB 0483:df11\n"
              "  2 other USB devices are attached\n"
              "  hint: hold BOOT0 to 3V3 and press RST");
}

TEST(Error, LeavesOutThePartsThatAreEmpty) {
    EXPECT_EQ(Error({.what = "no space"}).text(), "error: no space");
}

}  // namespace
}  // namespace perth::cli
