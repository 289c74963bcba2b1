// The periodic timers: each interrupt is an event on the simulated clock that scripts the next one.
#include <array>
#include <cstdint>
#include <utility>

#include "clock.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {
namespace {

struct Timer {
    bool claimed = false;
    bool pending = false;
    Callback callback = {};
    std::uint32_t period = 0;
    /// How often it was begun or ended: what was scripted before does nothing.
    unsigned generation = 0;
};

Timer& timer(int number) noexcept {
    static std::array<Timer, 4> timers;
    return timers[static_cast<std::size_t>(number)];
}

// The interrupt's handler.
void serve(void* it) {
    auto& timer = *static_cast<Timer*>(it);
    if (!std::exchange(timer.pending, false)) return;  // it was ended meanwhile
    const Callback callback = timer.callback;          // which may replace itself
    callback();
}

void script(Timer& timer, std::int64_t due) {
    const auto overflow = [&timer, due, generation = timer.generation] {
        if (timer.generation != generation) return;
        script(timer, due + timer.period);
        if (!std::exchange(timer.pending, true)) host::simulated_clock().interrupt({serve, &timer});
    };
    host::simulated_clock().at(due, overflow);
}

}  // namespace

bool claim_timer(int number) noexcept { return !std::exchange(timer(number).claimed, true); }
void unclaim_timer(int number) noexcept { timer(number).claimed = false; }

bool begin_timer(int number, std::uint32_t period_us, Callback callback) noexcept {
    end_timer(number);
    timer(number).period = period_us;
    timer(number).callback = callback;
    script(timer(number), now() + period_us);
    return true;
}

void end_timer(int number) noexcept {
    ++timer(number).generation;
    timer(number).pending = false;
}

}  // namespace perth::hal
