// What the chip says about itself.
#include "perth/hal/chip.hpp"

#include <array>
#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using ChipTest = RuntimeTest;
using testing::IsEmpty;

TEST_F(ChipTest, HasAUniqueId) {
    EXPECT_THAT(hal::UniqueId().bytes(), ElementsAre('p', 'e', 'r', 't', 'h', '0', 0, 0));
    const hal::UniqueId before;
    EXPECT_EQ(hal::UniqueId(), before);
    sim::set_unique_id(std::array<std::uint8_t, 8>{'p', 'e', 'r', 't', 'h', '0', 0, 1});
    EXPECT_NE(hal::UniqueId(), before);
}

TEST_F(ChipTest, MayHaveNoUniqueId) {
    sim::set_unique_id({});
    EXPECT_THAT(hal::UniqueId().bytes(), IsEmpty());
}

TEST_F(ChipTest, CutsAnIdToWhatIsAskedFor) {
    std::array<std::uint8_t, 3> three{};
    EXPECT_EQ(hal::unique_id(three), 3U);
    EXPECT_THAT(three, ElementsAre('p', 'e', 'r'));
    sim::set_unique_id(std::array<std::uint8_t, 20>{1});
    EXPECT_EQ(hal::UniqueId().bytes().size(), 16U);
}

TEST_F(ChipTest, SaysWhyItStarted) {
    EXPECT_EQ(hal::reset_cause(), hal::ResetCause::power_on);
    sim::set_reset_cause(hal::ResetCause::watchdog);
    EXPECT_EQ(hal::reset_cause(), hal::ResetCause::watchdog);
    host::board().restart();
    EXPECT_EQ(hal::reset_cause(), hal::ResetCause::power_on);
}

TEST_F(ChipTest, NamesTheCauses) {
    using enum hal::ResetCause;
    std::vector<std::string> names;
    for (const auto cause :
         {unknown, power_on, pin, software, hal::ResetCause::watchdog, low_power}) {
        names.emplace_back(hal::name(cause));
    }
    EXPECT_THAT(names,
                ElementsAre("unknown", "power_on", "pin", "software", "watchdog", "low_power"));
}

}  // namespace
}  // namespace perth
