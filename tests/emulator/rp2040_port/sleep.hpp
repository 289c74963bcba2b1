// Sleeping, which costs an emulator nothing; waiting costs it what it costs the chip.
#pragma once

#include <perth_port.hpp>

#include "perth/hal/attention.hpp"

namespace perth::test {

inline void sleep_us(std::int64_t us) {
    Attention attention;
    hal::set_alarm(hal::now() + us, attention);
    for (;;) {
        const hal::Critical guard;
        if (attention.any()) return;
        hal::idle();
    }
}

}  // namespace perth::test
