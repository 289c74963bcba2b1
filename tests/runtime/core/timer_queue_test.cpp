#include "perth/core/timer_queue.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace perth::detail {
namespace {

struct Timer : Node {
    int armed = 0;  ///< 0: not in the queue
};

/// The same by other means: a sorted set of (due, order of arming).
using Reference = std::set<std::pair<std::pair<std::int64_t, int>, Timer*>>;

std::pair<std::pair<std::int64_t, int>, Timer*> key(Timer& timer) {
    return {{std::int64_t{timer.due}, timer.armed}, &timer};
}

class TimerQueueAgainstSortedSet : public testing::TestWithParam<int> {};

TEST_P(TimerQueueAgainstSortedSet, GivesTheSameOrderWhateverIsArmedTakenAndRemoved) {
    std::mt19937 random(static_cast<unsigned>(GetParam()));
    const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
    std::vector<Timer> timers(50);
    TimerQueue queue;
    Reference reference;
    int armings = 0;
    std::int64_t now = 0;
    for (int step = 0; step < 20'000; ++step) {
        Timer& timer = timers[static_cast<std::size_t>(below(50))];
        const int action = below(3);
        if (timer.armed == 0) {
            timer.due = now + below(static_cast<unsigned>(1 + GetParam()));
            timer.armed = ++armings;
            reference.insert(key(timer));
            const bool first = queue.push(timer);
            ASSERT_EQ(first, reference.begin()->second == &timer);
        } else if (action == 0) {
            reference.erase(key(timer));
            queue.remove(timer);
            timer.armed = 0;
        } else if (action == 1) {
            auto& taken = static_cast<Timer&>(queue.pop());
            ASSERT_EQ(&taken, reference.begin()->second);
            reference.erase(reference.begin());
            now = taken.due;
            taken.armed = 0;
        }
        ASSERT_EQ(queue.empty(), reference.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(SpreadsOfDue, TimerQueueAgainstSortedSet,
                         testing::Values(0, 1, 2, 5, 20, 1000));

}  // namespace
}  // namespace perth::detail
