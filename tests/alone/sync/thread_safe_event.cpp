#include "perth/sync/thread_safe_event.hpp"

namespace {

perth::ThreadSafeEvent event;

[[gnu::used, gnu::retain]] void interrupt() { event.set(); }

perth::Task<> run() { co_await event.wait(); }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
