#include "perth/sync/thread_safe_event.hpp"

#include "perth/hal/exchange.hpp"

namespace perth {

void ThreadSafeEvent::Bell::answer(Doorbell& bell) noexcept {
    Bell& self = static_cast<Bell&>(bell);
    if (hal::exchange(self.fired, false)) {
        while (detail::release_first_from_io(self.line)) {
        }
    }
    if (self.line.empty()) self.ignore();
}

bool ThreadSafeEvent::enter(detail::PromiseBase& task) noexcept {
    Bell::answer(bell_);  // what was set before is for those who waited before
    bell_.listen(*task.scheduler);
    if (is_set()) return false;
    detail::join(bell_.line, task);
    return true;
}

}  // namespace perth
