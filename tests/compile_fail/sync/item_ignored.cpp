// expect: ignoring return value
#include <perth/perth.hpp>
#include <perth/sync/queue.hpp>

#pragma clang diagnostic error "-Wunused-result"

perth::Queue<int, 4> queue;

perth::Task<> consume() {
#ifdef PERTH_CONTROL
    const perth::Result<int> item = co_await queue.get();
    (void)item;
#else
    co_await queue.get();
#endif
}
