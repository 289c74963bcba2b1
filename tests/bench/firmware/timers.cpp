// Workload b: TASKS tasks, task i sleeping i ms in a loop, for ten virtual seconds. Idling is
// spinning, in a build named so, and is subtracted: the first act of the timer's interrupt ends the
// count of it.
#include "tests/bench/firmware/meter.hpp"

using namespace std::chrono_literals;
using perth::bench::Tim2;

namespace {

volatile bool idling = false;
std::uint32_t idle_since = 0;
std::uint64_t idle_total = 0;
std::uint32_t interrupts = 0;
std::uint32_t wake_ups = 0;

}  // namespace

namespace perth::hal {

/// Called with interrupts masked, in place of WFI.
[[gnu::noinline]] void idle() noexcept {
    idle_since = Tim2::count();
    idling = true;
    asm volatile("cpsie i" ::: "memory");
    while (idling) {
    }
    asm volatile("cpsid i" ::: "memory");
}

}  // namespace perth::hal

extern "C" {
void __real_SysTick_Handler();
__attribute__((used)) void __wrap_SysTick_Handler() {
    if (idling) {
        idle_total = idle_total + (Tim2::count() - idle_since);
        idling = false;
    }
    interrupts = interrupts + 1;
    __real_SysTick_Handler();
}
}

namespace {

perth::Task<> sleeper(perth::Scheduler&, perth::Duration period) {
    for (;;) {
        co_await perth::sleep(period);
        wake_ups = wake_ups + 1;
    }
}

perth::Task<> control(perth::Scheduler&) {
    perth::bench::start_microseconds();
    Tim2::start(1);
    const std::uint64_t idle_before = idle_total;
    const std::uint32_t us_before = perth::bench::microseconds();
    const std::uint32_t ns_before = Tim2::count();
    co_await perth::sleep(10s);
    const std::uint32_t ns = Tim2::count() - ns_before;
    const std::uint32_t us = perth::bench::microseconds() - us_before;
    // TIM2 counts nanoseconds and wraps after 4.29 s; TIM5 tells how often.
    const std::uint64_t wraps = (std::uint64_t{us} * 1000 - ns + (1ULL << 31)) >> 32;
    const std::uint64_t elapsed = (wraps << 32) + ns;
    const std::uint64_t idle = idle_total - idle_before;
    perth::bench::result("wake_ups", wake_ups);
    perth::bench::result("interrupts", interrupts);
    perth::bench::result("busy", elapsed - idle);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(control);
    for (int i = 1; i <= TASKS; ++i) sch(sleeper, perth::Duration(i * 1000));
}
