// Workload a by the port's own clock: TASKS tasks take turns for ROUNDS rounds. Where an emulator
// lets an instruction take a known time, that is as good as a counter of instructions.
#include <perth/io/print.hpp>
#include <perth/perth.hpp>

namespace {

std::uint32_t counters[TASKS];

perth::Task<> spin(perth::Scheduler&, std::uint32_t& counter) {
    for (;;) {
        counter = counter + 1;
        co_await perth::yield();
    }
}

perth::Task<> meter(perth::Scheduler&) {
    for (int i = 0; i < 100; ++i) co_await perth::yield();
    const std::int64_t before = perth::hal::now();
    for (std::uint32_t i = 0; i < ROUNDS; ++i) co_await perth::yield();
    const std::int64_t after = perth::hal::now();
    perth::println("\nmicroseconds {}", static_cast<std::uint32_t>(after - before));
    perth::println("yields {}", std::uint32_t{TASKS} * ROUNDS);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    for (int i = 1; i < TASKS; ++i) sch(spin, counters[i]);
    sch(meter);
}
