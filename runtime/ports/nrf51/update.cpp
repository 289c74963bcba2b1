// The flash for the agent. Most of hal::update is the mover's.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "perth/hal/update_flash.hpp"

namespace perth::hal {

const UpdateFlash& update_flash() noexcept {
    using board::memory;
    static constexpr UpdateFlash flash = {
        .layout = nrf51::update_layout(memory::flash_start + memory::flash_size),
        .write_unit = flash::Internal::write_unit,
        .board = board::name};
    return flash;
}

bool update::claim() noexcept { return flash::Internal::claim(); }
void update::unclaim() noexcept { flash::Internal::unclaim(); }
std::uint32_t update::program_end() noexcept { return hal::program_end(); }

}  // namespace perth::hal
