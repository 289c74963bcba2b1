// The chip has no loader in ROM: an interface chip on the board writes its flash at any time.
#include <perth_port.hpp>

namespace perth::hal {

void reset_to_bootloader() noexcept { reset(); }

}  // namespace perth::hal
