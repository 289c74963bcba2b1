// expect: |     lock.release();
// expect: |     semaphore.release();
// expect: |     queue.try_put(1);
// expect: |     samples.try_put(1);
// expect: |     changed.notify();
// expect: |     co_await queue.put(1);
// expect: |     co_await flag.wait();
// expect: |     co_await changed.wait(guard);
#include <perth/perth.hpp>
#include <perth/sync/condition.hpp>
#include <perth/sync/queue.hpp>
#include <perth/sync/semaphore.hpp>
#include <perth/sync/spsc_queue.hpp>

#pragma clang diagnostic error "-Wunused-result"

perth::Lock lock;
perth::BoundedSemaphore semaphore;
perth::Condition changed(lock);
perth::Queue<int, 4> queue;
perth::SpscQueue<int, 4> samples;
perth::ThreadSafeFlag flag;

perth::Task<> use() {
    auto guard = co_await lock.scoped();
#ifdef PERTH_CONTROL
    (void)lock.release();
    (void)co_await changed.wait(guard);
#else
    lock.release();
    semaphore.release();
    queue.try_put(1);
    samples.try_put(1);
    changed.notify();
    co_await queue.put(1);
    co_await flag.wait();
    co_await changed.wait(guard);
#endif
}
