// Every wait can be given up, by a timeout, a stop or a faster event, and leaves nothing behind.
#include <functional>

#include "perth/sync/barrier.hpp"
#include "perth/sync/byte_ring.hpp"
#include "perth/sync/condition.hpp"
#include "perth/sync/delay.hpp"
#include "perth/sync/message.hpp"
#include "perth/sync/ring_queue.hpp"
#include "perth/sync/semaphore.hpp"
#include "perth/sync/spsc_queue.hpp"
#include "perth/sync/stop_token.hpp"
#include "perth/sync/task_event.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "perth/sync/wait_any.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class CombinationsTest : public RuntimeTest, public testing::WithParamInterface<Order> {
protected:
    CombinationsTest() {
        if (GetParam() != Order::round_robin) sch.set_order(GetParam());
    }

    Scheduler sch;
};
INSTANTIATE_TEST_SUITE_P(Orders, CombinationsTest,
                         testing::Values(Order::round_robin, Order::io_first, Order::urgent_first));

/// Everything that can be waited for, and waits that end in vain.
struct Everything {
    explicit Everything(Scheduler& scheduler) : delay(scheduler, 1h) {
        EXPECT_TRUE(lock.try_acquire());
        EXPECT_TRUE(semaphore.try_acquire());
        EXPECT_TRUE(full.try_put(1));
        EXPECT_TRUE(full_spsc.try_put(1));
        EXPECT_TRUE(worked_on.try_put(1));
    }
    /// Nobody is left in a line, and nothing was taken or put.
    void expect_untouched() {
        EXPECT_TRUE(lock.release());
        EXPECT_FALSE(lock.locked());
        semaphore.release();
        EXPECT_EQ(semaphore.count(), 1U);
        EXPECT_TRUE(empty.try_put(1));
        EXPECT_EQ(empty.try_get().value(), 1);
        EXPECT_EQ(full.try_get().value(), 1);
        EXPECT_TRUE(full.empty());
        EXPECT_EQ(empty_spsc.size(), 0U);
        EXPECT_EQ(full_spsc.size(), 1U);
        EXPECT_FALSE(barrier.busy());
    }

    Event event;
    ThreadSafeFlag flag;
    ThreadSafeEvent safe_event;
    Message<int> message;
    Delay<> delay;
    Barrier<> barrier{2};
    Lock lock;
    Semaphore semaphore;
    Queue<int, 1> empty;
    RingQueue<int, 1> full;
    Queue<int, 1> worked_on;
    SpscQueue<int, 1> empty_spsc;
    SpscQueue<int, 1> full_spsc;
    ByteRing<1> bytes;
};

/// Awaits each of them by way of `wrap`, which must give `ending`.
template <typename Wrap>
Task<> try_all(Everything& all, Wrap wrap, Errc ending) {
    std::uint8_t buffer[1] = {};
    EXPECT_EQ((co_await wrap(all.event.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.flag.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.safe_event.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.message.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.delay.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.barrier.wait())).error(), ending);
    EXPECT_EQ((co_await wrap(all.lock.acquire())).error(), ending);
    EXPECT_EQ((co_await wrap(all.lock.scoped())).error(), ending);
    EXPECT_EQ((co_await wrap(all.semaphore.acquire())).error(), ending);
    EXPECT_EQ((co_await wrap(all.semaphore.scoped())).error(), ending);
    EXPECT_EQ((co_await wrap(all.empty.get())).error(), ending);
    EXPECT_EQ((co_await wrap(all.empty.next())).error(), ending);
    EXPECT_EQ((co_await wrap(all.full.put(2))).error(), ending);
    EXPECT_EQ((co_await wrap(all.worked_on.join())).error(), ending);
    EXPECT_EQ((co_await wrap(all.empty_spsc.get())).error(), ending);
    EXPECT_EQ((co_await wrap(all.full_spsc.put(2))).error(), ending);
    EXPECT_EQ((co_await wrap(all.bytes.read_some(buffer))).error(), ending);
    EXPECT_EQ((co_await wrap(sleep(1h))).error(), ending);
}

TEST_P(CombinationsTest, EveryWaitEndsAtItsTimeout) {
    Everything all(sch);
    const auto wrap = [](auto&& wait) { return with_timeout(1ms, std::move(wait)); };
    sch.run(try_all(all, wrap, Errc::timeout));
    EXPECT_EQ(Clock::now(), Time(18ms));
    all.expect_untouched();
}

/// Stops one source after the other, a millisecond each.
struct Sources {
    static Task<> stop_each_millisecond(Scheduler&, Sources& sources) {
        for (StopSource& source : sources.all) {
            co_await sleep(1ms);
            source.request_stop();
        }
    }
    std::array<StopSource, 18> all;
    std::size_t used = 0;
};

TEST_P(CombinationsTest, EveryWaitEndsAtAStop) {
    Everything all(sch);
    Sources sources;
    sch(Sources::stop_each_millisecond, sources);
    const auto wrap = [&sources](auto&& wait) {
        return unless_stopped(sources.all[sources.used++].token(), std::move(wait));
    };
    sch.run(try_all(all, wrap, Errc::cancelled));
    EXPECT_EQ(Clock::now(), Time(18ms));
    all.expect_untouched();
}

TEST_P(CombinationsTest, AnyEventMayComeFirstAndTheOthersAreGivenUp) {
    const auto work = [](Scheduler&, Duration duration) -> Task<> { co_await sleep(duration); };
    for (std::size_t first = 0; first < 8; ++first) {
        host::board().restart();
        Scheduler scheduler;
        scheduler.set_order(GetParam());
        Everything all(scheduler);
        WaitAny nested(all.event);
        Event other;
        TaskEvent task(scheduler(work, first == 7 ? 1ms : Duration(1h)));
        const std::function<void()> triggers[] = {[&] { all.flag.set(); },
                                                  [&] { all.safe_event.set(); },
                                                  [&] { all.message.set(1); },
                                                  [&] { (void)all.delay.trigger(1us); },
                                                  [&] { (void)all.barrier.trigger(); },
                                                  [&] { all.event.set(); },
                                                  [&] { other.set(); },
                                                  [] {}};
        const auto main = [](Everything& e, auto& inner, Event& last, auto& end,
                             const std::function<void()>& trigger) -> Task<std::size_t> {
            const auto later = [](Scheduler&, const std::function<void()>& call) -> Task<> {
                co_await sleep(1ms);
                call();
            };
            Scheduler::current()(later, trigger);
            co_return co_await wait_any(e.flag, e.safe_event, e.message, e.delay, e.barrier, inner,
                                        last, end);
        };
        EXPECT_EQ(scheduler.run(main(all, nested, other, task, triggers[first])), first);
        all.expect_untouched();
    }
}

}  // namespace
}  // namespace perth
