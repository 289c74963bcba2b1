#include "perth/sync/poller.hpp"

namespace {

volatile int reading;

perth::Task<> run() {
    perth::Poller above([] {
        const int now = reading;
        return now > 9 ? std::optional<std::int32_t>(now) : std::nullopt;
    });
    (void)co_await above;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
