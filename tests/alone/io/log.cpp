#include "perth/io/log.hpp"

#include "perth/core/scheduler.hpp"
#include "perth/io/app.hpp"

namespace {

perth::Task<> run() {
    perth::log_info<"hello">();
    co_return;
}

}  // namespace

const char perth::app::name[] = "alone";
const char perth::app::version[] = "1";

void perth_main(perth::Scheduler& sch) { sch(run); }
