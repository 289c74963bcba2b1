// expect: a lambda that captures cannot be started as a task: its captures die before the task;
// expect: pass them as arguments
#include <perth/perth.hpp>

void start(perth::Scheduler& sch, int& count) {
#ifdef PERTH_CONTROL
    sch(
        [](perth::Scheduler&, int& counter) -> perth::Task<> {
            co_await perth::yield();
            ++counter;
        },
        count);
#else
    sch([&count](perth::Scheduler&) -> perth::Task<> {
        co_await perth::yield();
        ++count;
    });
#endif
}
