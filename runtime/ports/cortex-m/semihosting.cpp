// The end of an emulated run.
#include "semihosting.hpp"

namespace perth::hal::cortex_m {

void semihosting_exit(int code) noexcept {
    constexpr std::uint32_t application_exit = 0x2'0026;  // "ADP_Stopped_ApplicationExit"
    const std::uint32_t block[] = {application_exit, static_cast<std::uint32_t>(code)};
    semihosting(Semihosting::exit_extended, block);
}

}  // namespace perth::hal::cortex_m
