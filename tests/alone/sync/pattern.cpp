#include "perth/sync/pattern.hpp"

#include "perth/core/scheduler.hpp"

namespace {

[[gnu::used, gnu::retain]] bool matches(std::string_view text) {
    return perth::Pattern("[a-z]+_alarm|alarm").matches(text);
}

perth::Task<> run() { co_return; }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
