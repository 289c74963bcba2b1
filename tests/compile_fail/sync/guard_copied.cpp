// expect: call to implicitly-deleted copy constructor
#include <perth/perth.hpp>
#include <perth/sync/semaphore.hpp>
#include <utility>

perth::Semaphore semaphore;

perth::Task<> use() {
    auto guard = co_await semaphore.scoped();
#ifdef PERTH_CONTROL
    const auto other = std::move(guard);
#else
    const auto other = guard;
#endif
}
