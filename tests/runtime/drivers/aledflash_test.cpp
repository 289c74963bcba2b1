// The acceptance case DEM-1: the demo aledflash.
#include <algorithm>

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using DEM_1 = RuntimeTest;

template <typename Led>
Task<> flash(Scheduler&, Duration period) {
    Led led;
    for (;;) {
        co_await sleep(period);
        led.toggle();
    }
}

Task<> flash_three(Scheduler& sch) {
    sch(flash<hal::Output<pad::P0>>, 200ms);
    sch(flash<hal::Output<pad::P1>>, 700ms);
    sch(flash<hal::Output<pad::P2>>, 1200ms);
    co_await sleep(10s);
}

/// Returns how often the firmware changed a pad, after it was made an output.
std::ptrdiff_t toggles(int pad) {
    return std::ranges::count(host::board().pin_changes(), pad, &host::PinChange::pad) - 1;
}

TEST_F(DEM_1, ThreeLedsEachAtItsOwnPace) {
    Scheduler sch;
    sch.run(flash_three(sch));
    EXPECT_EQ(toggles(0), 49);
    EXPECT_EQ(toggles(1), 14);
    EXPECT_EQ(toggles(2), 8);
}

}  // namespace
}  // namespace perth
