// A pad that is held at a level from the start.
#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class HeldTest : public RuntimeTest {};

TEST_F(HeldTest, DrivesItsPadToTheActiveLevel) {
    {
        const hal::Held<pad::P20, active::high> high;
        const hal::Held<pad::P21, active::low> low;
    }
    EXPECT_TRUE(pad::P20::driven());
    EXPECT_FALSE(pad::P21::driven());
    // Nothing gives them back but the next test's board.
    EXPECT_FALSE(pad::P20::claim());
    pad::P20::unclaim();
    pad::P21::unclaim();
}

TEST_F(HeldTest, PanicsWhereTheProgramTakesThePad) {
    const hal::Held<pad::P20, active::high> held;
    EXPECT_EXIT(hal::Output<pad::P20>(), testing::ExitedWithCode(1), "pad in use: P20");
    pad::P20::unclaim();
}

}  // namespace
}  // namespace perth
