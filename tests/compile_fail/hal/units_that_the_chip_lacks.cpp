// expect: this board's chip has no flash that programs can write
// expect: this board's chip has no clock that counts through resets
// expect: this board's chip has no watchdog
// expect: this board's port has no such timer for programs
#include <perth/hal/flash.hpp>
#include <perth/hal/periodic_timer.hpp>
#include <perth/hal/rtc.hpp>
#include <perth/hal/watchdog.hpp>
#include <perth/perth.hpp>

#ifdef PERTH_CONTROL
using perth::flash::Internal;
using perth::rtc::Rtc0;
using perth::timer::T0;
using perth::watchdog::Watchdog0;
#else
using Internal = perth::hal::Absent;
using Rtc0 = perth::hal::Absent;
using T0 = perth::hal::Absent;
using Watchdog0 = perth::hal::Absent;
#endif

unsigned long sizes() {
    return sizeof(perth::hal::Flash<Internal>) + sizeof(perth::hal::Rtc<Rtc0>) +
           sizeof(perth::hal::PeriodicTimer<T0>) + sizeof(perth::hal::Watchdog<Watchdog0>);
}
