#include "perth/core/sleep.hpp"

#include <chrono>

namespace {

perth::Task<> run() {
    for (;;) co_await perth::sleep(std::chrono::seconds(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
