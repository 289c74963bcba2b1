// Which chip it is, and why it started.
#include <perth_port.hpp>

#include <algorithm>
#include <cstring>

#include "registers.hpp"

namespace perth::hal {
namespace {

using stm32f4::Rcc;
using stm32f4::rcc;

// ST RM0090, "Unique device ID register (96 bits)"; the same in RM0368, RM0383 and RM0390.
constexpr std::uintptr_t id_address = 0x1FFF'7A10;
constexpr std::size_t id_size = 12;

// ST RM0090, "RCC clock control & status register (RCC_CSR)". Every reset sets PINRSTF, too, and
// power-on BORRSTF: the rarest comes first.
ResetCause cause_of(std::uint32_t flags) noexcept {
    if ((flags & Rcc::low_power_reset) != 0) return ResetCause::low_power;
    if ((flags & Rcc::watchdog_resets) != 0) return ResetCause::watchdog;
    if ((flags & Rcc::software_reset) != 0) return ResetCause::software;
    if ((flags & (Rcc::power_on_reset | Rcc::brown_out_reset)) != 0) return ResetCause::power_on;
    return (flags & Rcc::pin_reset) != 0 ? ResetCause::pin : ResetCause::unknown;
}

// The flags add up over the resets until they are cleared: so that is done at each start.
ResetCause take_cause() noexcept {
    const ResetCause cause = cause_of(rcc().control_status);
    rcc().control_status = rcc().control_status | Rcc::forget_reset;
    return cause;
}

}  // namespace

ResetCause reset_cause() noexcept {
    static const ResetCause cause = take_cause();
    return cause;
}

// Whoever else asks, and when: it is taken before main().
[[maybe_unused]] static const ResetCause cause_at_start = reset_cause();

// In QEMU there is a BusFault at the address.
std::size_t unique_id(std::span<std::uint8_t> id) noexcept {
    if (!stm32f4::has_clock_tree()) return 0;
    std::memcpy(id.data(), reinterpret_cast<const void*>(id_address), std::min(id.size(), id_size));
    return id_size;
}

}  // namespace perth::hal
