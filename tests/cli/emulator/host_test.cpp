#include "cli/emulator/host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(HostEnvironment, LeavesTimeVirtualAndUnlimited) {
    EXPECT_THAT(host_environment({.program = "x"}), IsEmpty());
}

TEST(HostEnvironment, TellsPaceAndLimit) {
    EXPECT_THAT(host_environment({.program = "x", .realtime = true, .limit = 1500ms}),
                ElementsAre(Pair("PERTH_FOR_US", "1500000"), Pair("PERTH_REALTIME", "1")));
}

}  // namespace
}  // namespace perth::cli
