// What threads may ask of a Scheduler itself, under the race detector.
#include <array>
#include <atomic>
#include <thread>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class SchedulerRaces : public RuntimeTest {
protected:
    SchedulerRaces() { host::board().restart(host::Pace::wall_clock); }

    Scheduler sch;
};

constexpr int calls = 1'000'000;

TEST_F(SchedulerRaces, TheLastOfAMillionStopsIsNotLost) {
    std::atomic<bool> over = false;
    std::thread thread([&] {
        for (int i = 1; i < calls; ++i) sch.stop();
        over = true;
        sch.stop();
    });
    while (!over) sch.run_forever();  // for ever, if it were lost
    thread.join();
}

struct Item : detail::InboxItem {
    Item() noexcept : InboxItem{.take = &taken} {}
    static void taken(Scheduler& scheduler, InboxItem& item) noexcept {
        if (++total == calls) scheduler.stop();
        static_cast<Item&>(item).posted = false;
    }

    std::atomic<bool> posted = false;
    static inline int total;  // in the scheduler's thread only
};

TEST_F(SchedulerRaces, AMillionItemsOfTwoThreadsAreTaken) {
    Item::total = 0;
    const auto post = [this] {
        std::array<Item, 64> items;
        for (int i = 0; i < calls / 2; ++i) {
            Item& item = items[static_cast<std::size_t>(i) % items.size()];
            while (item.posted.exchange(true)) std::this_thread::yield();
            sch.post(item);
        }
        for (const Item& item : items) {
            while (item.posted) std::this_thread::yield();
        }
    };
    std::thread one(post);
    std::thread other(post);
    sch.run_forever();
    one.join();
    other.join();
    EXPECT_EQ(Item::total, calls);
}

}  // namespace
}  // namespace perth
