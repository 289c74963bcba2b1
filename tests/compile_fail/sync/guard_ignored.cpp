// expect: ignoring return value
#include <perth/perth.hpp>
#include <perth/sync/lock.hpp>

#pragma clang diagnostic error "-Wunused-result"

perth::Lock lock;

perth::Task<> use() {
#ifdef PERTH_CONTROL
    const auto guard = co_await lock.scoped();
#else
    co_await lock.scoped();  // released at once
#endif
}
