// What only tasks may do, called in an interrupt: it panics in a build for debugging.
#include "core_registers.hpp"
#include "perth/io/print.hpp"
#include "perth/perth.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/queue.hpp"
#include "startup.hpp"

namespace {

perth::Event event;
perth::Queue<int, 2> queue;
perth::Scheduler* scheduler = nullptr;

[[maybe_unused]] void set_event() { event.set(); }
[[maybe_unused]] void put_into_queue() { (void)queue.try_put(1); }
[[maybe_unused]] void create_task() {
    (*scheduler)([](perth::Scheduler&) -> perth::Task<> { co_return; });
}

}  // namespace

PERTH_IRQ(IRQ20) { PERTH_TEST_CALL(); }

void perth_main(perth::Scheduler& sch) {
    scheduler = &sch;
    perth::println("calls it");
    perth::hal::cortex_m::nvic().enable(20);
    perth::hal::cortex_m::nvic().pend(20);
    asm volatile("dsb\n\tisb" ::: "memory");
    perth::println("goes on");
    perth::hal::exit(0);
}
