// Programs with threads that end badly; PERTH_TEST_PANIC names the one.
#include <cstdint>

#include "perth/core/thread.hpp"
#include "perth/perth.hpp"

namespace {

using namespace std::chrono_literals;

[[gnu::noinline, maybe_unused]] void fill(volatile std::uint8_t* from, std::size_t size) {
    for (std::size_t i = size; i-- > 0;) from[i] = 1;
}

[[maybe_unused]] void overflow() noexcept {
    volatile std::uint8_t much[400];
    fill(much, sizeof much);
    perth::this_thread::yield();
}

[[maybe_unused]] void fault() noexcept { asm volatile("movs r0, #0x17\n\tudf #0"); }

// Found out when another thread has its turn, which on a computer with much to do may be later than
// one sleep: so it sleeps for ever.
[[maybe_unused]] void own_scheduler() noexcept {
    perth::Scheduler own;
    own.run([]() -> perth::Task<> {
        for (;;) co_await perth::sleep(1ms);
    }());
}

[[maybe_unused]] void current_scheduler() noexcept { (void)perth::Scheduler::current(); }

perth::Task<> sleep_long(perth::Scheduler&) { co_await perth::sleep(100ms); }

struct {
    std::uint8_t overwritten[512];
    perth::Thread<256> thread;
} small;
perth::Thread<1024> large;

[[maybe_unused]] void start_overflow() { small.thread.start(overflow); }
[[maybe_unused]] void start_fault() { large.start(fault); }
[[maybe_unused]] void start_own_scheduler() { large.start(own_scheduler); }
[[maybe_unused]] void start_current_scheduler() { large.start(current_scheduler); }
[[maybe_unused]] void start_twice() {
    large.start([] {});
    large.start([] {});
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    perth::println("it begins");
    sch(sleep_long);
    PERTH_TEST_PANIC();
}
