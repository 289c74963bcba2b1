// expect: a lambda that captures cannot be started as a task: its captures die before the task
#include <perth/perth.hpp>
#include <perth/sync/barrier.hpp>

perth::Task<> meet(int& count) {
#ifdef PERTH_CONTROL
    perth::Barrier barrier(2, [&count] { ++count; });
#else
    perth::Barrier barrier(2, [&count]() -> perth::Task<> {
        ++count;
        co_return;
    });
#endif
    co_await barrier.wait();
}
