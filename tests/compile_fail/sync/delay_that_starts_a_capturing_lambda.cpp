// expect: a lambda that captures cannot be started as a task: its captures die before the task
#include <perth/perth.hpp>
#include <perth/sync/delay.hpp>

using namespace std::chrono_literals;

perth::Task<> later(perth::Scheduler& sch, int& count) {
#ifdef PERTH_CONTROL
    perth::Delay delay(sch, 1s, [&count] { ++count; });
#else
    perth::Delay delay(sch, 1s, [&count]() -> perth::Task<> {
        ++count;
        co_return;
    });
#endif
    (void)delay.trigger();
    co_await delay.wait();
}
