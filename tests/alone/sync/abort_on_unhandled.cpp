#include "perth/sync/abort_on_unhandled.hpp"

namespace {

perth::Task<perth::Result<void>> run(perth::Scheduler& sch) {
    perth::abort_on_unhandled(sch);
    co_return perth::Errc::timeout;
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
