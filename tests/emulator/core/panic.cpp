// Broken invariants end the run with code 1 and their name: PERTH_TEST_PANIC is one of the
// functions here.
#include <utility>

#include "perth/io/print.hpp"
#include "perth/perth.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Scheduler;
using perth::Task;

[[maybe_unused]] Task<int> child(int value) { co_return value; }

[[maybe_unused]] Task<> awaited_twice(Scheduler&) {
    Task<int> task = child(1);
    const int first = co_await std::move(task);
    const int second = co_await std::move(task);  // NOLINT(bugprone-use-after-move)
    perth::println("{} {}", first, second);
}

[[maybe_unused]] Task<> sleeper(Scheduler&) { co_await perth::sleep(1h); }

[[maybe_unused]] Task<> too_many_tasks(Scheduler& sch) {
    for (;;) sch(sleeper);
    co_return;
}

[[maybe_unused]] Task<> deeper(int levels) {
    if (levels != 0) co_await deeper(levels - 1);
}

[[maybe_unused]] Task<> too_many_children(Scheduler&) { co_await deeper(100'000); }

}  // namespace

void perth_main(Scheduler& sch) {
    perth::println("begins");
    sch(PERTH_TEST_PANIC);
}
