// The flash for the agent; brings the mover.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "mover.hpp"
#include "perth/hal/update_flash.hpp"

namespace perth::hal {

UpdateFlash update_flash() noexcept {
    asm volatile("" : : "r"(&perth_mover));  // linked with this
    const std::uint32_t end = cortex_m::address_of(__perth_flash_end);
    return update_flash_of<flash::Internal>(board::name, nrf51::update_layout(end));
}

}  // namespace perth::hal
