// Tests of a project: `perth test` builds test/*.cpp together with the project's sources, for this
// computer and for boards that have an emulator. A test brings its own main(), so the project's
// perth_main is there to be called, and nobody calls it by itself.
//
//     #include <perth/test.hpp>
//
//     TEST(Speed, IsNeverNegative) { EXPECT_GE(speed(-3), 0); }
//
//     PERTH_TEST(Blink, LeavesTimeToOthers) {
//         sch(blink);
//         const perth::Time start = perth::Clock::now();
//         co_await perth::sleep(1s);
//         EXPECT_LT(perth::Clock::now() - start, 1001ms);
//     }
//
// On the host this is GoogleTest, all of it. On a board there is TEST, and EXPECT_ and ASSERT_ with
// TRUE, FALSE, EQ, NE, LT, LE, GT, GE, each of which takes more to be said by <<; they spell and
// print as GoogleTest's, without heap and exceptions.
#pragma once

// The build puts one on the include path: runtime/test/host or runtime/test/board.
#include <perth_test_framework.hpp>

#include "perth/core/scheduler.hpp"
#include "perth/core/sleep.hpp"
#include "perth/core/time.hpp"

namespace perth::test {
namespace detail {

/// What the port's alarm raises once a test's scheduler has gone.
inline constinit Attention nobody;

inline Task<> stop_at_limit(Scheduler& scheduler) {
    co_await sleep(time_limit);
    scheduler.stop();
}

inline Task<> follow(Scheduler& scheduler, Task<> (*body)(Scheduler&), bool& has_ended) {
    co_await body(scheduler);
    has_ended = true;
}

}  // namespace detail

/// Runs a coroutine as the first task of a new scheduler, whose other tasks end with it. Returns
/// whether it ended within the framework's `time_limit`.
inline bool ends_in_time(Task<> (*body)(Scheduler&)) noexcept {
    bool has_ended_in_time = false;
    {
        Scheduler scheduler;
        scheduler(detail::stop_at_limit);
        scheduler.run(detail::follow(scheduler, body, has_ended_in_time));
    }
    hal::set_alarm(hal::no_alarm, detail::nobody);
    return has_ended_in_time;
}

}  // namespace perth::test

/// A test that is a task: its body is a coroutine, `sch` the scheduler that runs it and in which it
/// may start others. Time is virtual on the host, where each test begins on a board just switched
/// on, and the emulator's on a board.
///
/// ASSERT_… leave a function by `return`, which no coroutine has: use EXPECT_… and co_return.
#define PERTH_TEST(suite, name)                                                       \
    static ::perth::Task<> perth_test_##suite##_##name(::perth::Scheduler&);          \
    TEST(suite, name) {                                                               \
        EXPECT_TRUE(::perth::test::ends_in_time(perth_test_##suite##_##name))         \
            << "it still waited after " << ::perth::test::time_limit.count() << " s"; \
    }                                                                                 \
    static ::perth::Task<> perth_test_##suite##_##name([[maybe_unused]] ::perth::Scheduler& sch)
