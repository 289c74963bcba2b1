#include "perth/sync/stop_token.hpp"

#include <chrono>

namespace {

perth::StopSource source;

perth::Task<> run() {
    for (;;) {
        const auto slept =
            co_await perth::unless_stopped(source.token(), perth::sleep(std::chrono::seconds(1)));
        if (!slept) co_return;
    }
}
perth::Task<> stop() {
    source.request_stop();
    co_return;
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(run);
    sch(stop);
}
