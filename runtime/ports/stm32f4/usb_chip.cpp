// What the USB controller has of the chip: clock, pads, interrupt.
#include "core_registers.hpp"
#include "pads.hpp"
#include "registers.hpp"
#include "startup.hpp"
#include "usb/controller.hpp"
#include "usb_registers.hpp"

namespace perth::hal {

using stm32f4::Rcc;
using stm32f4::rcc;

// Its 48 MHz are made by the PLL, so there are none without a crystal, and none in an emulator
// without clock tree. Source: ST DS8626, "Alternate function mapping": PA11, PA12.
bool stm32f4::start_otg_fs() noexcept {
    constexpr std::uint32_t otg_fs_clock = 1U << 7;
    constexpr unsigned port_a = 0, minus = 11, plus = 12, function = 10;
    const std::uint32_t source = rcc().clocks >> Rcc::switch_status_shift & Rcc::switch_mask;
    if (source != Rcc::switch_to_pll || (rcc().pll & Rcc::pll_source_hse) == 0) return false;
    rcc().ahb_enable[1] = rcc().ahb_enable[1] | otg_fs_clock;
    (void)rcc().ahb_enable[1];
    rcc().ahb_reset[1] = rcc().ahb_reset[1] | otg_fs_clock;
    rcc().ahb_reset[1] = rcc().ahb_reset[1] & ~otg_fs_clock;
    make_alternate(port_a, minus, function);
    make_alternate(port_a, plus, function);
    return true;
}

void stm32f4::listen_to_otg_fs() noexcept {
    constexpr unsigned irq = 67;
    cortex_m::nvic().enable(irq);
}

}  // namespace perth::hal

PERTH_IRQ(OTG_FS) { perth::hal::usb::controller::poll(); }
