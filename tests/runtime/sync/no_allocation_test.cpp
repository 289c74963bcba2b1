// The acceptance case SCH-5: what runs steadily allocates nothing.
#include <array>
#include <cstdlib>
#include <new>

#include "perth/sync/delay.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/lock.hpp"
#include "perth/sync/queue.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace {
std::size_t allocations = 0;  // from the heap, by anybody in this program
}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace perth {
namespace {

class NoAllocationTest : public RuntimeTest {};

using SCH_5 = NoAllocationTest;

/// What two tasks of a pair share; the lock is one for all.
struct Pair {
    Event event;
    Queue<int, 2> queue;
};

Task<> first(Scheduler& scheduler, Pair& pair, Lock& lock, unsigned& rounds) {
    Delay delay(scheduler, 100us);
    for (;;) {
        (void)delay.trigger();
        {
            const auto guard = co_await lock.scoped();
            co_await yield();
        }
        pair.event.set();
        for (int i = 0; i < 3; ++i) (void)co_await pair.queue.put(i);
        co_await delay.wait();
        delay.clear();
        ++rounds;
    }
}

Task<> second(Scheduler&, Pair& pair, Lock& lock, unsigned& rounds) {
    for (;;) {
        co_await pair.event.wait();
        pair.event.clear();
        for (int i = 0; i < 3; ++i) (void)co_await pair.queue.get();
        const auto guard = co_await lock.scoped();
        co_await sleep(10us);
        ++rounds;
    }
}

Task<> sleep_for(Scheduler&, Duration duration) { co_await sleep(duration); }

/// Uses up the task memory, so that another frame would panic. Returns how many tasks it took.
std::size_t fill(Scheduler& scheduler) {
    std::size_t count = 0;
    while (scheduler.try_create_task(sleep_for, 24h)) ++count;
    return count;
}

TEST_F(SCH_5, TenThousandTurnsOfTenTasksAllocateNothing) {
    host::board().set_task_memory(16 * 1024);
    {
        std::array<Pair, 5> pairs;
        Lock lock;
        unsigned rounds = 0;
        Scheduler scheduler;
        for (Pair& pair : pairs) {
            scheduler(first, pair, lock, rounds);
            scheduler(second, pair, lock, rounds);
        }
        const auto main = [](Scheduler& sch, unsigned& count) -> Task<std::size_t> {
            while (count < 100) co_await sleep(1ms);
            EXPECT_GT(fill(sch), 10U);
            const std::size_t before = allocations;
            const std::size_t used = detail::frame_pool.used();
            while (count < 10'100) co_await sleep(1ms);
            EXPECT_EQ(detail::frame_pool.used(), used);
            co_return allocations - before;
        };
        EXPECT_EQ(scheduler.run(main(scheduler, rounds)), 0U);
    }
    host::board().set_task_memory(1024 * 1024);
}

}  // namespace
}  // namespace perth
