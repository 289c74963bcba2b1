// expect: |     event.wait();
// expect: |     flag.wait();
// expect: |     edge.wait();
// expect: |     message.wait();
// expect: |     lock.acquire();
// expect: |     lock.scoped();
// expect: |     semaphore.acquire();
// expect: |     barrier.wait();
// expect: |     changed.wait(guard);
// expect: |     samples.get();
// expect: |     bytes.read_some(buffer);
// expect: |     delay.wait();
// expect: |     perth::wait_any(event, flag);
// expect: |     perth::with_timeout(1s, event.wait());
// expect: |     perth::gather(child());
// expect: |     perth::unless_stopped(token, event.wait());
#include <perth/perth.hpp>
#include <perth/sync/barrier.hpp>
#include <perth/sync/byte_ring.hpp>
#include <perth/sync/condition.hpp>
#include <perth/sync/delay.hpp>
#include <perth/sync/gather.hpp>
#include <perth/sync/message.hpp>
#include <perth/sync/semaphore.hpp>
#include <perth/sync/stop_token.hpp>
#include <perth/sync/wait_any.hpp>
#include <perth/sync/with_timeout.hpp>

#pragma clang diagnostic error "-Wunused-result"

using namespace std::chrono_literals;

perth::Event event;
perth::ThreadSafeFlag flag;
perth::ThreadSafeEvent edge;
perth::Message<int> message;
perth::Lock lock;
perth::Semaphore semaphore;
perth::Barrier barrier(2);
perth::Condition changed(lock);
perth::SpscQueue<int, 4> samples;
perth::ByteRing<4> bytes;
perth::Task<> child();

perth::Task<> use(perth::Scheduler& sch, perth::StopToken token, std::span<std::uint8_t> buffer) {
    perth::Delay delay(sch);
    auto guard = co_await lock.scoped();
#ifdef PERTH_CONTROL
    co_await event.wait();
    (void)co_await perth::unless_stopped(token, bytes.read_some(buffer));
#else
    event.wait();
    flag.wait();
    edge.wait();
    message.wait();
    lock.acquire();
    lock.scoped();
    semaphore.acquire();
    barrier.wait();
    changed.wait(guard);
    samples.get();
    bytes.read_some(buffer);
    delay.wait();
    perth::wait_any(event, flag);
    perth::with_timeout(1s, event.wait());
    perth::gather(child());
    perth::unless_stopped(token, event.wait());
#endif
}
