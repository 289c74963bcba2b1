#include <host.hpp>
#include <perth_port.hpp>

#include "perth/hal/update_flash.hpp"

namespace perth::hal {

/// The simulated flash, as if its first sector held a mover.
UpdateFlash update_flash() noexcept {
    using flash::Internal;
    return update_flash_of<Internal>("host", {.start = Internal::start,
                                              .fixed = Internal::start + Internal::sector_size,
                                              .area = Internal::start + Internal::size / 2,
                                              .end = Internal::start + Internal::size});
}

}  // namespace perth::hal
