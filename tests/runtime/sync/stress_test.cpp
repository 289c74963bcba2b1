// Tasks that use the primitives at random while others cancel, pause and time them out: whatever
// happens, and in whatever order they run, nobody owns what is another's and nothing gets lost.
#include <map>
#include <random>

#include "perth/sync/condition.hpp"
#include "perth/sync/queue.hpp"
#include "perth/sync/semaphore.hpp"
#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

/// Counts those who hold something while it lives.
class Holding {
public:
    explicit Holding(int& holders) : holders_(holders) { ++holders_; }
    ~Holding() { --holders_; }
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;

private:
    int& holders_;
};

/// What the tasks share, and what they find wrong.
struct World {
    explicit World(unsigned seed) : random(seed) {}

    /// 0 to `most` ticks of 100 µs, so that many things fall on the same time.
    Duration some_time(unsigned most) { return (random() % (most + 1)) * 100us; }
    void expect(bool right, const char* what) {
        if (!right) ++wrong[what];
    }

    std::mt19937 random;
    std::map<std::string, int> wrong;
    Lock lock;
    Condition condition{lock};
    Semaphore semaphore{2};
    Queue<int, 3> queue;
    int lock_holders = 0;
    int semaphore_holders = 0;
    int items_put = 0;
    int items_got = 0;
};

Task<> use_lock(World& world) {
    auto guard = co_await with_timeout(world.some_time(8), world.lock.scoped());
    if (!guard) co_return;
    {
        const Holding holding(world.lock_holders);
        world.expect(world.lock_holders == 1, "two hold the lock");
        co_await sleep(world.some_time(3));
    }
    if (world.random() % 2 == 0) (void)world.condition.notify(world.random() % 3);
    if (world.random() % 2 == 0) co_return;
    const auto notified = co_await with_timeout(world.some_time(9), world.condition.wait(*guard));
    world.expect(guard->holds() == notified.has_value(), "the guard is wrong");
    if (!notified) co_return;
    const Holding holding(world.lock_holders);
    world.expect(world.lock_holders == 1, "two hold the lock after a notification");
    co_await sleep(world.some_time(2));
}

Task<> use_semaphore(World& world) {
    const auto guard = co_await with_timeout(world.some_time(8), world.semaphore.scoped());
    if (!guard) co_return;
    const Holding holding(world.semaphore_holders);
    world.expect(world.semaphore_holders <= 2, "three hold the semaphore");
    co_await sleep(world.some_time(5));
}

Task<> use_queue(World& world) {
    if (world.random() % 2 == 0) {
        const auto put = co_await with_timeout(world.some_time(6), world.queue.put(1));
        world.items_put += put ? 1 : 0;
    } else {
        const Result<int> got = co_await with_timeout(world.some_time(6), world.queue.get());
        world.items_got += got ? 1 : 0;
    }
    const int left = world.items_put - world.items_got;
    world.expect(left == static_cast<int>(world.queue.size()), "the queue lost or made an item");
}

Task<> live(Scheduler&, World& world) {
    for (;;) {
        switch (world.random() % 3) {
            case 0:
                co_await use_lock(world);
                break;
            case 1:
                co_await use_semaphore(world);
                break;
            default:
                co_await use_queue(world);
                break;
        }
        co_await yield();
    }
}

/// Cancels, replaces, pauses and resumes the tasks at random; at the end cancels all of them.
Task<> play(Scheduler& scheduler, World& world) {
    std::vector<TaskHandle<>> tasks;
    for (int i = 0; i < 8; ++i) tasks.push_back(scheduler(live, world));
    for (int step = 0; step < 400; ++step) {
        TaskHandle<>& task = tasks[world.random() % tasks.size()];
        switch (world.random() % 4) {
            case 0:
                EXPECT_EQ(task.cancel(), Cancelled::yes);
                task = scheduler(live, world);
                break;
            case 1:
                (void)task.pause();
                break;
            default:
                (void)task.resume();
                break;
        }
        co_await sleep(world.some_time(2));
    }
    for (const TaskHandle<>& task : tasks) EXPECT_EQ(task.cancel(), Cancelled::yes);
}

class StressTest : public RuntimeTest {};

TEST_F(StressTest, NothingIsLostOrOwnedTwiceHoweverTasksEnd) {
    int exchanged = 0;
    for (unsigned seed = 0; seed < 150; ++seed) {
        host::board().restart();
        World world(seed);
        Scheduler scheduler;
        scheduler.set_order(static_cast<Order>(seed % 3));
        scheduler.run(play(scheduler, world));
        EXPECT_THAT(world.wrong, testing::IsEmpty()) << "seed " << seed;
        EXPECT_FALSE(world.lock.locked()) << "seed " << seed;
        EXPECT_EQ(world.semaphore.count(), 2U) << "seed " << seed;
        EXPECT_EQ(world.queue.size(), static_cast<std::size_t>(world.items_put - world.items_got));
        while (!world.queue.empty()) (void)world.queue.try_get();
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(world.queue.try_put(i)) << "room was lost";
        for (int i = 0; i < 3; ++i) EXPECT_EQ(world.queue.try_get().value(), i);
        exchanged += world.items_got;
    }
    EXPECT_GT(exchanged, 1000);
}

}  // namespace
}  // namespace perth
