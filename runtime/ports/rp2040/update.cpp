// The flash for the agent; brings the mover.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "mover.hpp"
#include "perth/hal/update_flash.hpp"

namespace perth::hal {

UpdateFlash update_flash() noexcept {
    using board::memory;
    asm volatile("" : : "r"(&perth_mover));  // linked with this
    return update_flash_of<flash::Internal>(
        board::name, rp2040::update_layout(memory::flash_start, memory::flash_size));
}

}  // namespace perth::hal
