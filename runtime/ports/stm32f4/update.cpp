// The flash for the agent. The rest of hal::update is the mover's.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "perth/hal/update_flash.hpp"

namespace perth::hal {
const UpdateFlash& update_flash() noexcept {
    using board::memory;
    static constexpr UpdateFlash known = {
        .layout = stm32f4::update_layout(memory::flash_start, memory::flash_size),
        .write_unit = flash::Internal::write_unit,
        .board = board::name};
    static constexpr UpdateFlash none = {};
    return stm32f4::sectors_are_as_known<memory> ? known : none;
}

bool update::claim() noexcept { return stm32f4::claim_flash(); }
void update::unclaim() noexcept { stm32f4::unclaim_flash(); }
std::uint32_t update::program_end() noexcept { return hal::program_end(); }

}  // namespace perth::hal
