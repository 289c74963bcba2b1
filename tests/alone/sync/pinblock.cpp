#include "perth/sync/pinblock.hpp"

namespace {

perth::Pinblock edges;

[[gnu::used, gnu::retain]] void interrupt() { edges.interrupt(); }

perth::Task<> run() { (void)co_await edges; }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
