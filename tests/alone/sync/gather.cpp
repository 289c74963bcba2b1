#include "perth/sync/gather.hpp"

namespace {

perth::Task<int> member(int value) { co_return value; }

perth::Task<> run() { (void)co_await perth::gather(member(1), member(2)); }

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
