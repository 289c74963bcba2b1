#include "perth/sync/permits.hpp"

namespace perth::detail {

void PermitWait::give_up() noexcept {
    if (was_released(*task_)) permits_.give();
}

}  // namespace perth::detail
