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

TEST(HostEnvironment, TellsWhereStimulusAndRecordAre) {
    EXPECT_THAT(host_environment({.program = "x"}, {.stimulus = 12, .record = 7}),
                ElementsAre(Pair("PERTH_RECORD", "7"), Pair("PERTH_STIMULUS", "/proc/self/fd/12")));
}

}  // namespace
}  // namespace perth::cli
