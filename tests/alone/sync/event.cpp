#include "perth/sync/event.hpp"

namespace {

perth::Event event;

perth::Task<> run() { co_await event.wait(); }

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    event.set();
}
