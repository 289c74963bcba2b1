// The end of a test image.
#include <perth_port.hpp>

#include "reset.hpp"
#include "semihosting.hpp"

namespace perth::hal {

void exit(int code) noexcept {
    cortex_m::semihosting_exit(code);
    for (;;) {
    }
}

void halt_in_panic() noexcept { exit(1); }

}  // namespace perth::hal
