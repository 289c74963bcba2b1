// Hog detection, apart from the rest of the monitor: what ends tasks is linked with it.
#include "perth/core/sleep.hpp"
#include "perth/diag/mon.hpp"

namespace perth::mon {

Task<Result<void>> hog_detect(Scheduler&, Monitor& monitor) {
    const Result<Ident> ident = monitor.claim(0);
    if (!ident) co_return ident.error();
    for (std::uint8_t kind = active_edge;; kind ^= active_edge ^ inactive_edge) {
        monitor.send_alone(kind);
        co_await yield();
    }
}

}  // namespace perth::mon
