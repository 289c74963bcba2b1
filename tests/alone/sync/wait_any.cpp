#include "perth/sync/wait_any.hpp"

#include "perth/sync/event.hpp"

namespace {

perth::Event first;
perth::Event second;

perth::Task<> run() { (void)co_await perth::wait_any(first, second); }

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    second.set();
}
