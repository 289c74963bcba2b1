// Two tasks that a monitor shows beside hog detection, a mark in an interrupt, and one that keeps
// the processor for 50 ms: on whatever line `Line` is.
#pragma once

#include <chrono>
#include <perth/diag/mon_event.hpp>
#include <perth/diag/mon_lock.hpp>
#include <perth/hal/periodic_timer.hpp>
#include <perth/perth.hpp>
#include <perth/sync/with_timeout.hpp>

namespace watched {

using namespace std::chrono_literals;
namespace mon = perth::mon;

inline perth::Task<> forever() { co_await perth::sleep(1h); }

/// Ident 1, three times at most: 5 at a time, 10 ms apart, and the newest ends first.
inline perth::Task<> instances(perth::Scheduler& sch, mon::Ident ident) {
    perth::TaskHandle<> tasks[] = {
        sch(mon::watch(ident, forever())), sch(mon::watch(ident, forever())),
        sch(mon::watch(ident, forever())), sch(mon::watch(ident, forever())),
        sch(mon::watch(ident, forever()))};
    co_await perth::sleep(10ms);
    for (int i = 4; i >= 0; --i) {
        (void)tasks[i].cancel();
        co_await perth::sleep(10ms);
    }
}

inline perth::Task<> use(perth::Scheduler&, mon::Lock& lock) {
    const auto guard = co_await lock.scoped();
    co_await perth::sleep(10ms);
}

/// Ident 6: two tasks hold a lock for 10 ms each. Ident 7: an event that is set for 5 ms.
inline perth::Task<> primitives(perth::Scheduler& sch, mon::Monitor& monitor) {
    mon::Lock lock(*monitor.claim(6));
    mon::Event event(*monitor.claim(7));
    sch(use, lock);
    sch(use, lock);
    event.set();
    co_await perth::sleep(5ms);
    event.clear();
    co_await perth::sleep(45ms);
}

/// Ident 4, in an interrupt: 20 µs each 10 ms.
inline perth::Task<> interrupts(mon::Trigger mark) {
    perth::hal::PeriodicTimer<perth::timer::T0> timer;
    (void)timer.begin(10ms, {[](void* its) { static_cast<mon::Trigger*>(its)->pulse(); }, &mark});
    co_await perth::sleep(55ms);
}

/// Hog detection, and 30 ms later a hog of 50 ms.
inline perth::Task<> hog(perth::Scheduler& sch, mon::Monitor& monitor) {
    const auto detection = sch(mon::hog_detect, monitor);
    co_await perth::sleep(30ms);
    perth::busy_wait(50ms);
    co_await perth::sleep(20ms);
    (void)detection.cancel();
}

inline perth::Task<> main(perth::Scheduler& sch, mon::Monitor& monitor) {
    co_await perth::sleep(10ms);
    co_await instances(sch, *monitor.claim(1, 3));
    co_await primitives(sch, monitor);
    co_await interrupts(mon::Trigger(*monitor.claim(4)));
    const auto late = co_await perth::with_timeout(5ms, mon::watch(*monitor.claim(20), forever()));
    if (late.error() != perth::Errc::timeout) perth::hal::exit(2);
    co_await hog(sch, monitor);
    co_await perth::sleep(1ms);  // the last byte is on the wire
    perth::hal::exit(monitor.lost() == 0 ? 0 : 3);
}

template <typename Wired>
perth::Task<> over_uart(perth::Scheduler& sch) {
    static perth::hal::Uart<Wired> line;
    static mon::Monitor monitor;
    if (!monitor.begin(line)) perth::hal::exit(1);
    co_await main(sch, monitor);
}

}  // namespace watched
