// expect: because 'perth::Lock' does not satisfy 'EventLike'
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>
#include <perth/sync/lock.hpp>
#include <perth/sync/wait_any.hpp>

perth::Event button;
#ifdef PERTH_CONTROL
perth::Event other;
#else
perth::Lock other;
#endif

perth::Task<> menu() { (void)co_await perth::wait_any(button, other); }
