#include "perth/hal/types.hpp"

namespace perth::hal {

const char* name(ResetCause cause) noexcept {
    switch (cause) {
        case ResetCause::unknown:
            return "unknown";
        case ResetCause::power_on:
            return "power_on";
        case ResetCause::pin:
            return "pin";
        case ResetCause::software:
            return "software";
        case ResetCause::watchdog:
            return "watchdog";
        case ResetCause::low_power:
            return "low_power";
    }
    return "unknown";
}

}  // namespace perth::hal
