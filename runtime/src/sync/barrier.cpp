#include "perth/sync/barrier.hpp"

namespace perth::detail {

void BarrierCount::release() noexcept {
    missing_ = participants_;
    // Who arrives again from here on belongs to the next round: nobody runs before this returns.
    while (release_first(line_)) {
    }
}

}  // namespace perth::detail
