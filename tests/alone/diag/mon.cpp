#include "perth/diag/mon.hpp"

#include "perth/core/sleep.hpp"
#include "tests/alone/uart.hpp"

namespace {

perth::mon::Monitor monitor;

perth::Task<> work(perth::Scheduler&, perth::mon::Ident ident) {
    for (;;) {
        {
            const perth::mon::Scope scope(ident);
            co_await perth::sleep(perth::Duration(1000));
        }
        co_await perth::sleep(perth::Duration(1000));
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    monitor.begin(
        {[](void*, std::uint8_t byte) noexcept { return alone::uart.write({&byte, 1}) == 1; },
         nullptr, 10});
    sch(work, *monitor.claim(1));
}
