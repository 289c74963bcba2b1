// expect: co_await it
#include <perth/perth.hpp>
#include <perth/sync/queue.hpp>

#pragma clang diagnostic error "-Wunused-result"

perth::Queue<int, 4> queue;

perth::Task<> produce() {
#ifdef PERTH_CONTROL
    (void)co_await queue.put(1);
#else
    queue.put(1);
    co_return;
#endif
}
