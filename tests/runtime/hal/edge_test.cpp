// Interrupts on the edges of a pin.
#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class EdgeTest : public RuntimeTest {
protected:
    /// Returns what counts an edge in `count`.
    static hal::Callback counts(int& count) {
        return {[](void* counter) {
                    EXPECT_TRUE(hal::in_interrupt());
                    ++*static_cast<int*>(counter);
                },
                &count};
    }
    /// Lets the world drive the pad to 0, 1, 1 and 0, at 10, 20, 30 and 40 ms.
    static void drive_pulse() {
        host::board().at(10ms, [] { host::board().drive(8, false); });
        host::board().at(20ms, [] { host::board().drive(8, true); });
        host::board().at(30ms, [] { host::board().drive(8, true); });
        host::board().at(40ms, [] { host::board().drive(8, false); });
    }

    hal::Input<pad::P8, active::low, hal::Pull::up> button;
    int edges = 0;
};

TEST_F(EdgeTest, EachChangeOfTheLevelInterruptsOnce) {
    EXPECT_TRUE(button.on_edge(hal::Edge::both, counts(edges)));
    drive_pulse();
    busy_wait(100ms);
    EXPECT_EQ(edges, 3);
}

TEST_F(EdgeTest, OneDirectionAlone) {
    EXPECT_TRUE(button.on_edge(hal::Edge::rising, counts(edges)));
    drive_pulse();
    busy_wait(100ms);
    EXPECT_EQ(edges, 1);
    int falling = 0;
    EXPECT_TRUE(button.on_edge(hal::Edge::falling, counts(falling)));  // replaces
    host::board().at(150ms, [] { host::board().drive(8, true); });
    host::board().at(160ms, [] { host::board().drive(8, false); });
    busy_wait(100ms);
    EXPECT_EQ(edges, 1);
    EXPECT_EQ(falling, 1);
}

TEST_F(EdgeTest, EndsWithTheObjectOrWhenIgnored) {
    EXPECT_TRUE(button.on_edge(hal::Edge::both, counts(edges)));
    button.ignore_edges();
    {
        hal::Input<pad::P9> other;
        EXPECT_TRUE(other.on_edge(hal::Edge::both, counts(edges)));
    }
    drive_pulse();
    host::board().at(50ms, [] { host::board().drive(9, true); });
    busy_wait(100ms);
    EXPECT_EQ(edges, 0);
}

}  // namespace
}  // namespace perth
