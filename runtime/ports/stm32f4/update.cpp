#include "perth/hal/update_flash.hpp"

namespace perth::hal {

/// There is no mover for this family.
UpdateFlash update_flash() noexcept { return {}; }

}  // namespace perth::hal
