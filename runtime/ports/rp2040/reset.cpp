// How the chip is reset, why it was, and the way into the ROM's loader.
#include <perth_port.hpp>

#include "console_flush.hpp"
#include "core_registers.hpp"
#include "registers.hpp"
#include "rom.hpp"
#include "watchdogs.hpp"

namespace perth::hal {

using rp2040::chip_reset;
using rp2040::ChipReset;
using rp2040::watchdog;
using rp2040::Watchdog;

// Not by the core's SYSRESETREQ, which leaves the peripherals as they are. "RP2040 Datasheet",
// "Watchdog", "Power-On State Machine": all but the oscillators, which clk_ref stands on.
void cortex_m::reset_chip() noexcept {
    asm volatile("cpsid i\n\tdsb" ::: "memory");
    rp2040::power_on().watchdog_select = rp2040::PowerOn::all & ~rp2040::PowerOn::oscillators;
    watchdog().scratch[Watchdog::boot_scratch] = 0;  // boot from flash; and it was no time-out
    watchdog().control = Watchdog::trigger;
    for (;;) asm volatile("dsb" ::: "memory");
}

// "USB Boot": the ROM's loader, without a LED and with both of its interfaces.
void reset_to_bootloader() noexcept {
    using ResetToUsbBoot = void (*)(std::uint32_t led_mask, std::uint32_t disabled);
    const auto reset_to_usb_boot =
        reinterpret_cast<ResetToUsbBoot>(rp2040::rom_function(rp2040::rom_code('U', 'B')));
    if (reset_to_usb_boot == nullptr) reset();
    if (cortex_m::console_flush != nullptr) cortex_m::console_flush();
    reset_to_usb_boot(0, 0);
    for (;;) asm volatile("dsb" ::: "memory");
}

// The ROM's loader starts a program by a time-out of the watchdog, too: only with our mark in the
// scratch register was it one that nobody fed.
ResetCause reset_cause() noexcept {
    const std::uint32_t reason = watchdog().reason;
    if ((reason & Watchdog::by_timer) != 0) {
        const bool ours = watchdog().scratch[Watchdog::boot_scratch] == rp2040::watchdog_mark;
        return ours ? ResetCause::watchdog : ResetCause::software;
    }
    if ((reason & Watchdog::by_trigger) != 0) return ResetCause::software;
    const std::uint32_t cause = chip_reset().cause;
    if (cause == 0xFFFF'FFFF) return ResetCause::unknown;  // rp2040js has no such register
    if ((cause & ChipReset::by_pin) != 0) return ResetCause::pin;
    if ((cause & ChipReset::by_power) != 0) return ResetCause::power_on;
    return ResetCause::unknown;
}

}  // namespace perth::hal
