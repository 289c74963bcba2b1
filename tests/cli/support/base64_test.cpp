#include "cli/support/base64.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace perth::cli {
namespace {

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648, "Test Vectors".
TEST(Base64, GivesTheStandardsExamples) {
    EXPECT_EQ(base64({}), "");
    EXPECT_EQ(base64(bytes_of("f")), "Zg==");
    EXPECT_EQ(base64(bytes_of("fo")), "Zm8=");
    EXPECT_EQ(base64(bytes_of("foo")), "Zm9v");
    EXPECT_EQ(base64(bytes_of("foob")), "Zm9vYg==");
    EXPECT_EQ(base64(bytes_of("fooba")), "Zm9vYmE=");
    EXPECT_EQ(base64(bytes_of("foobar")), "Zm9vYmFy");
}

TEST(Base64, ReadsAGroup) {
    Bytes bytes;
    EXPECT_TRUE(append_base64_group("Zm9v", bytes));
    EXPECT_TRUE(append_base64_group("+/+/", bytes));
    EXPECT_TRUE(append_base64_group("Zm8=", bytes));
    EXPECT_TRUE(append_base64_group("Zg==", bytes));
    EXPECT_EQ(bytes, (Bytes{'f', 'o', 'o', 0xFB, 0xFF, 0xBF, 'f', 'o', 'f'}));
}

TEST(Base64, RefusesWhatIsNone) {
    Bytes bytes;
    for (const std::string_view four : {"====", "Z===", "Z=g=", "Zg=g", "Zm9-", "Zm 9", "Zm9\n"}) {
        EXPECT_FALSE(append_base64_group(four, bytes)) << four;
    }
    EXPECT_TRUE(bytes.empty());
}

}  // namespace
}  // namespace perth::cli
