#include "perth/sync/with_timeout.hpp"

#include <chrono>

#include "perth/sync/event.hpp"

namespace {

perth::Event event;

perth::Task<> run() { (void)co_await perth::with_timeout(std::chrono::seconds(1), event.wait()); }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
