#include "perth/sync/lock.hpp"

#include "perth/core/in_task.hpp"

namespace perth {

Result<void> Lock::release() noexcept {
    detail::check_in_task();
    if (!held_) return Errc::not_locked;
    held_ = false;
    permits_.give();
    return {};
}

}  // namespace perth
