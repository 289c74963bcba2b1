// The simulated watchdog: a panic that is scripted anew each time it is fed.
#include <cstdint>
#include <utility>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/base/panic.hpp"
#include "perth/hal/hal.hpp"

namespace perth {

namespace host {
namespace {

struct Watchdog {
    std::uint32_t timeout_us = 0;  // 0: not begun
    std::int64_t due = 0;
    bool scripted = false;  // whether an event looks at `due` some time
};

Watchdog& the_watchdog() noexcept {
    static Watchdog instance;
    return instance;
}

void bite() {
    Watchdog& it = the_watchdog();
    if (simulated_clock().now() < it.due) return simulated_clock().at(it.due, bite);
    panic("the watchdog was not fed in time", it.timeout_us);
}

}  // namespace

void restart_watchdog() { the_watchdog() = {}; }

}  // namespace host

bool hal::chip::watchdog_begin(std::uint32_t timeout_us) noexcept {
    host::the_watchdog().timeout_us = timeout_us;
    watchdog_feed();
    return true;
}

void hal::chip::watchdog_feed() noexcept {
    host::Watchdog& it = host::the_watchdog();
    if (it.timeout_us == 0) return;
    it.due = now() + it.timeout_us;
    if (std::exchange(it.scripted, true)) return;
    host::simulated_clock().at(it.due, host::bite);
}

}  // namespace perth
