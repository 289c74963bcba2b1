#include "cli/support/counted.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

TEST(Counted, HasASingularForOneOnly) {
    EXPECT_EQ(counted(0, "byte"), "0 bytes");
    EXPECT_EQ(counted(1, "byte"), "1 byte");
    EXPECT_EQ(counted(2, "program header"), "2 program headers");
}

}  // namespace
}  // namespace perth::cli
