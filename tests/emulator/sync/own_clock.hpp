// A clock for images whose SysTick is not the runtime's: it advances each time that it is read, and
// the alarm is raised again and again. So a scheduler with timers never sleeps, one without does.
#pragma once

#include "perth/hal/attention.hpp"

namespace perth::test {
inline std::int64_t clock = 0;
}

extern "C" {
[[gnu::used]] std::int64_t __wrap__ZN5perth3hal3nowEv() noexcept { return ++perth::test::clock; }
[[gnu::used]] void __wrap__ZN5perth3hal9set_alarmExRNS_9AttentionE(
    std::int64_t due, perth::Attention& attention) noexcept {
    if (due != perth::hal::no_alarm) perth::Attention::raise(attention.alarm);
}
}
