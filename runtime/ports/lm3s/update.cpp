#include "perth/hal/update_flash.hpp"

namespace perth::hal {

/// There is no mover for this family.
const UpdateFlash& update_flash() noexcept {
    static constexpr UpdateFlash none = {};
    return none;
}

}  // namespace perth::hal
