// How the ROM's functions for the flash chip are found.
#include "flash_chip.hpp"

#include <perth_port.hpp>

namespace perth::hal::rp2040 {
namespace {

BootStage2 boot_stage;  // a copy: the original is where nobody can read it then

template <typename Function>
bool find(Function& function, char first, char second) noexcept {
    function = reinterpret_cast<Function>(rom_function(rom_code(first, second)));
    return function != nullptr;
}

}  // namespace

bool find_flash_functions(FlashFunctions& functions) noexcept {
    constexpr std::uintptr_t flash_start = 0x1000'0000;
    const auto* const original = reinterpret_cast<const volatile std::uint32_t*>(flash_start);
    for (std::size_t i = 0; i < boot_stage.size(); ++i) boot_stage[i] = original[i];
    functions.boot_stage_2 = reinterpret_cast<void (*)()>(
        reinterpret_cast<std::uintptr_t>(boot_stage.data()) | 1U);  // Thumb
    return find(functions.connect, 'I', 'F') && find(functions.exit_xip, 'E', 'X') &&
           find(functions.erase, 'R', 'E') && find(functions.program, 'R', 'P') &&
           find(functions.flush_cache, 'F', 'C') && find(functions.enter_xip, 'C', 'X');
}

}  // namespace perth::hal::rp2040
