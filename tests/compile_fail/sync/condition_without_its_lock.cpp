// expect: reference to type 'Lock::Guard' cannot bind to a value of unrelated type 'Guard'
#include <perth/perth.hpp>
#include <perth/sync/condition.hpp>
#include <perth/sync/semaphore.hpp>

perth::Lock lock;
perth::Semaphore semaphore;
perth::Condition changed(lock);

perth::Task<> drain() {
#ifdef PERTH_CONTROL
    auto guard = co_await lock.scoped();
#else
    auto guard = co_await semaphore.scoped();
#endif
    (void)co_await changed.wait(guard);
}
