// The example of Pinblock; the acceptance cases UPB are in core/threads_test.cpp.
#include "perth/sync/pinblock.hpp"

#include "perth/hal/pin.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using PinblockTest = RuntimeTest;

namespace board {
using Pulse = hal::Input<pad::P6, active::high, hal::Pull::up>;
}  // namespace board

void count(void* edges) { static_cast<perth::Pinblock*>(edges)->interrupt(); }

perth::Task<> count_edges(perth::Scheduler&) {
    board::Pulse pin;
    perth::Pinblock edges(3s);
    (void)pin.on_edge(perth::hal::Edge::falling, {&count, &edges});
    const perth::Wake wake = co_await edges;  // wake.interrupts of them, or wake.late
    perth::println("{}", wake.interrupts);
    pin.ignore_edges();
}

TEST_F(PinblockTest, Example) {
    host::board().at(10ms, [] {
        for (const bool level : {false, true, false}) host::board().drive(6, level);
    });
    Scheduler sch;
    sch.run(count_edges(sch));
    EXPECT_THAT(host::board().console(), testing::EndsWith("2\n"));
}

}  // namespace
}  // namespace perth
