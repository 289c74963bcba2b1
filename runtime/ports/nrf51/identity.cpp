// Why the chip started, and which one it is. Linked only if asked for.
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal {
namespace {

using nrf51::power_clock;
using nrf51::PowerClock;

// RESETREAS adds up until it is cleared: what is read here was left by the last start and by those
// before it that did not ask. In QEMU it reads 1 also when it was cleared.
struct Reasons {
    Reasons() noexcept : bits(power_clock().reset_reasons) {
        power_clock().reset_reasons = bits;
        is_told = power_clock().reset_reasons == 0;
    }
    std::uint32_t bits;
    bool is_told;
};
const Reasons reasons;

ResetCause cause_of(std::uint32_t bits) noexcept {
    if (bits == 0) return ResetCause::power_on;
    if ((bits & PowerClock::by_watchdog) != 0) return ResetCause::watchdog;
    if ((bits & PowerClock::by_software) != 0) return ResetCause::software;
    if ((bits & PowerClock::by_waking) != 0) return ResetCause::low_power;
    return (bits & PowerClock::by_pin) != 0 ? ResetCause::pin : ResetCause::unknown;
}

}  // namespace

ResetCause reset_cause() noexcept {
    return reasons.is_told ? cause_of(reasons.bits) : ResetCause::unknown;
}

// A word of ones is a part of the factory's page that was never written: QEMU's.
std::size_t unique_id(std::span<std::uint8_t> id) noexcept {
    constexpr std::uint32_t never_written = 0xFFFF'FFFF;
    const std::uint32_t words[] = {nrf51::factory().device_id[0], nrf51::factory().device_id[1]};
    if (words[0] == never_written && words[1] == never_written) return 0;
    for (std::size_t i = 0; i < sizeof words && i < id.size(); ++i) {
        id[i] = static_cast<std::uint8_t>(words[i / 4] >> (i % 4 * 8));
    }
    return sizeof words;
}

}  // namespace perth::hal
