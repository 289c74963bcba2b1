#include "perth/drivers/debounced_rotary.hpp"

namespace perth::detail {

void Rotary::act(void* self) noexcept {
    auto& it = *static_cast<Rotary*>(self);
    while (const int step = it.take()) {
        if (!it.life_.survives(it.action_, step)) return;
    }
}

int Rotary::take() noexcept {
    const ShortLock::Guard guard(lock_);
    return steps_.take();
}

}  // namespace perth::detail
