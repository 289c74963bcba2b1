#include "perth/sync/lock.hpp"

namespace perth {

Result<void> Lock::release() noexcept {
    if (!held_) return Errc::not_locked;
    held_ = false;
    permits_.give();
    return {};
}

}  // namespace perth
