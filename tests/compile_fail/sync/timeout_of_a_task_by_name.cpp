// expect: no matching function for call to 'owning_awaiter'
// expect: the implicit copy constructor) has been implicitly deleted
#include <perth/perth.hpp>
#include <perth/sync/with_timeout.hpp>

#include <utility>

using namespace std::chrono_literals;

perth::Task<> child();

perth::Task<> parent() {
    perth::Task<> task = child();
#ifdef PERTH_CONTROL
    (void)co_await perth::with_timeout(1s, std::move(task));
#else
    (void)co_await perth::with_timeout(1s, task);
#endif
}
