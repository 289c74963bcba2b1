#include "perth/sync/broker.hpp"

namespace {

perth::Broker<int, 4> broker;
volatile int last;

perth::Task<> run() {
    (void)broker.subscribe("boiler", [](std::string_view, int value) { last = value; });
    (void)broker.publish("boiler", 85);
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
