// Reset of a test image; the ROM of the emulated machines has no loader.
#include "reset.hpp"

#include <perth_port.hpp>

namespace perth::hal {

void reset() noexcept { cortex_m::system_reset(); }
void reset_to_bootloader() noexcept { cortex_m::system_reset(); }

}  // namespace perth::hal
