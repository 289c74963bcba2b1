// What the chip says about itself.
#include <perth_port.hpp>

#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal {
namespace {

using lm3s::system_control;
using lm3s::SystemControl;

// RESC as the start-up found it, which clears it for the next reset.
__attribute__((section(".perth.noinit"))) volatile std::uint32_t found;

}  // namespace

// Called by the start-up before memory is set up: no variable may be used but the one above.
void cortex_m::before_memory() noexcept {
    found = system_control().reset_cause;
    system_control().reset_cause = 0;
}

ResetCause reset_cause() noexcept {
    // Power-on first: what else is set then means nothing.
    constexpr struct {
        std::uint32_t mask;
        ResetCause cause;
    } causes[] = {
        {SystemControl::by_power_on | SystemControl::by_brown_out | SystemControl::by_regulator,
         ResetCause::power_on},
        {SystemControl::by_watchdog, ResetCause::watchdog},
        {SystemControl::by_software, ResetCause::software},
        {SystemControl::by_pin, ResetCause::pin},
    };
    for (const auto& each : causes) {
        if ((found & each.mask) != 0) return each.cause;
    }
    return ResetCause::unknown;
}

std::size_t unique_id(std::span<std::uint8_t>) noexcept { return 0; }

// The chip's loader lies in flash, and is gone with the first program.
void reset_to_bootloader() noexcept { reset(); }

}  // namespace perth::hal
