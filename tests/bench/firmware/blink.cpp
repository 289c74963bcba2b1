// Workload f: the smallest programs, with the peers' bare start-up: no clock or pin set-up.
#include "perth/core/scheduler.hpp"
#include "perth/core/sleep.hpp"

using namespace std::chrono_literals;

namespace {

volatile std::uint32_t& gpioa_odr() {
    return *reinterpret_cast<volatile std::uint32_t*>(0x4002'0014);
}

perth::Task<> blink(perth::Scheduler&) {
    for (;;) {
        gpioa_odr() = gpioa_odr() ^ 1U << 5;
        co_await perth::sleep(500ms);
    }
}

#if TASKS == 2
perth::Task<> blink_other(perth::Scheduler&) {
    for (;;) {
        gpioa_odr() = gpioa_odr() ^ 1U << 6;
        co_await perth::sleep(333ms);
    }
}
#endif

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(blink);
#if TASKS == 2
    sch(blink_other);
#endif
}
