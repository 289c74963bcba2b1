// What the emulator was told to pass on to the program.
#include <cstddef>
#include <cstdint>

#include <perth_port.hpp>

#include "semihosting.hpp"

namespace perth::hal {

const char* command_line(char* buffer, std::size_t size) noexcept {
    constexpr std::uint32_t too_long = 0xFFFF'FFFF;
    const struct {
        char* text;
        std::size_t size;
    } block{buffer, size};
    const std::uint32_t result =
        cortex_m::semihosting(cortex_m::Semihosting::get_command_line, &block);
    if (result == too_long) return nullptr;
    return result == 0 ? buffer : "";
}

}  // namespace perth::hal
