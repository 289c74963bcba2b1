// The end of the smallest programs: there is none.
#include <perth_port.hpp>

namespace perth::hal {

void halt_in_panic() noexcept {
    for (;;) {
    }
}
void exit(int) noexcept { halt_in_panic(); }

}  // namespace perth::hal
