#include "perth/sync/timeout.hpp"

#include <chrono>

namespace {

perth::Task<> run() {
    const perth::Timeout second(std::chrono::seconds(1));
    for (;;) (void)co_await second;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
