// expect: overload resolution selected deleted operator 'co_await'
// expect: a Task is awaited once: co_await std::move(task)
#include <perth/perth.hpp>

#include <utility>

perth::Task<> child();

perth::Task<> parent() {
    perth::Task<> task = child();
#ifdef PERTH_CONTROL
    co_await std::move(task);
#else
    co_await task;
#endif
}
