// The flash for the agent. The rest of hal::update is the mover's.
#include "update.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include <algorithm>

#include "mover.hpp"

namespace perth::hal {

const UpdateFlash& update_flash() noexcept {
    using board::memory;
    static constexpr UpdateFlash flash = {
        .layout = rp2040::update_layout(memory::flash_start, memory::flash_size),
        .write_unit = flash::Internal::write_unit,
        .board = board::name};
    return flash;
}

bool update::claim() noexcept { return flash::Internal::claim(); }
void update::unclaim() noexcept { flash::Internal::unclaim(); }
std::uint32_t update::program_end() noexcept { return hal::program_end(); }

// Nothing can be read from the flash meanwhile: no interrupt may come.
bool update::erase(std::uint32_t address) noexcept {
    const Critical guard;
    return perth_mover_erase(address);
}
// A page at a time, for interrupts wait meanwhile.
bool update::write(std::uint32_t to, const volatile std::uint32_t* words,
                   std::uint32_t bytes) noexcept {
    while (bytes != 0) {
        const std::uint32_t some = std::min(rp2040::flash_page - to % rp2040::flash_page, bytes);
        const Critical guard;
        if (!perth_mover_write(to, words, some)) return false;
        to += some;
        words += some / 4;
        bytes -= some;
    }
    return true;
}
bool update::copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes) noexcept {
    return write(to, cortex_m::words_at(from), bytes);
}

}  // namespace perth::hal
