#include "perth/sync/thread_safe_flag.hpp"

namespace {

perth::ThreadSafeFlag flag;

[[gnu::used, gnu::retain]] void interrupt() { flag.set(); }

perth::Task<> run() {
    for (;;) (void)co_await flag.wait();
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
