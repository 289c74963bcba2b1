#include "perth/sync/message.hpp"

namespace {

perth::Message<int> message;

[[gnu::used, gnu::retain]] void interrupt(int value) { message.set(value); }
volatile int last;

perth::Task<> run() {
    const int value = co_await message.wait();
    last = value;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
