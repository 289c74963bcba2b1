#include "perth/sync/millisec_timer.hpp"

namespace {

perth::Task<> run() {
    perth::MillisecTimer timer;
    for (;;) co_await timer(std::chrono::milliseconds(100));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
