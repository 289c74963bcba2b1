// The clock tree: crystal to PLL to the board's clock, or what of it starts.
//
//     XOSC ─► clk_ref (the timers' tick, clk_rtc)
//       ├─► PLL_SYS ─► clk_sys (core, units; clk_peri)
//       └─► PLL_USB ─► clk_usb, clk_adc
//
// Without crystal all is the ring oscillator, of which little is certain: time and baud rates are
// off by up to half then, but the program runs. Without a PLL, clk_sys is the crystal.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal {

using namespace rp2040;

namespace {

// "RP2040 Datasheet", "Ring Oscillator (ROSC)": typically 6.5 MHz after reset.
constexpr std::uint32_t ring_hz = 6'500'000;
// Looks of at least four cycles of at most 12 MHz: more than 0.1 s. The crystal's own delay is
// below; a PLL locks in less than 1 ms.
constexpr unsigned looks = 400'000;

constexpr std::uint64_t pll_hz(std::uint32_t feedback, std::uint32_t first, std::uint32_t second) {
    return std::uint64_t{board::crystal_hz} * feedback / (first * second);
}
static_assert(pll_hz(board::clocks::pll_sys_feedback, board::clocks::pll_sys_divider_1,
                     board::clocks::pll_sys_divider_2) == board::clock_hz,
              "the board's crystal_hz and clocks do not give its clock_hz");
static_assert(pll_hz(board::clocks::pll_usb_feedback, board::clocks::pll_usb_divider_1,
                     board::clocks::pll_usb_divider_2) == 48'000'000,
              "the board's crystal_hz and clocks do not give USB its 48 MHz");

bool wait_for(const Register& target, std::uint32_t mask) noexcept {
    for (unsigned i = 0; i < looks; ++i) {
        if ((target & mask) == mask) return true;
    }
    return false;
}

// A loader or debugger may start us with clk_sys on a PLL.
void back_to_ring() noexcept {
    clocks().resus_control = 0;
    clear_bits(clocks().sys.control, Clocks::sys_from_auxiliary);
    wait_for(clocks().sys.selected, 1U << Clocks::sys_from_ref);
    clocks().ref.control = Clocks::ref_from_rosc;
    wait_for(clocks().ref.selected, 1U << Clocks::ref_from_rosc);
}

bool start_crystal() noexcept {
    xosc().control = Xosc::range_1_to_15_mhz;
    xosc().startup = board::crystal_hz / 1'000'000 * board::clocks::xosc_startup_us / 256 + 1;
    xosc().control = Xosc::range_1_to_15_mhz | Xosc::enable;
    return wait_for(xosc().status, Xosc::stable);
}

// "RP2040 Datasheet", "PLL", "Configuration".
bool start_pll(Pll& pll, std::uint32_t block, std::uint32_t feedback, std::uint32_t first,
               std::uint32_t second) noexcept {
    set_bits(resets().reset, block);
    start_unit(block);
    pll.control = 1;  // divides the crystal by 1
    pll.feedback = feedback;
    clear_bits(pll.power, Pll::off | Pll::oscillator_off);
    if (!wait_for(pll.control, Pll::locked)) return false;
    pll.post_dividers = Pll::divide(first, second);
    clear_bits(pll.power, Pll::post_dividers_off);
    return true;
}

void tick_every(std::uint32_t cycles_of_ref) noexcept {
    watchdog().tick = cycles_of_ref | Watchdog::tick_enable;
}

std::uint32_t use_crystal() noexcept {
    clocks().ref.control = Clocks::ref_from_xosc;
    wait_for(clocks().ref.selected, 1U << Clocks::ref_from_xosc);
    tick_every(board::crystal_hz / 1'000'000);
    clocks().rtc.divider = ClockGenerator::divide_by(rtc_divider);
    clocks().rtc.control = Clocks::unit_xosc | ClockGenerator::enable;

    using namespace board::clocks;
    if (!start_pll(pll_sys(), Resets::pll_sys, pll_sys_feedback, pll_sys_divider_1,
                   pll_sys_divider_2)) {
        return board::crystal_hz;
    }
    clocks().sys.divider = ClockGenerator::divide_by(1);
    clocks().sys.control = Clocks::sys_pll_sys;
    clocks().sys.control = Clocks::sys_pll_sys | Clocks::sys_from_auxiliary;
    if (!wait_for(clocks().sys.selected, 1U << Clocks::sys_from_auxiliary)) {
        clocks().sys.control = Clocks::sys_from_ref;
        return board::crystal_hz;
    }
    return board::clock_hz;
}

// USB needs exactly 48 MHz; the ADC takes the crystal where there are none.
void start_unit_clocks() noexcept {
    using namespace board::clocks;
    const bool has_48_mhz = start_pll(pll_usb(), Resets::pll_usb, pll_usb_feedback,
                                      pll_usb_divider_1, pll_usb_divider_2);
    const std::uint32_t source = has_48_mhz ? Clocks::unit_pll_usb : Clocks::unit_xosc;
    clocks().adc.control = source | ClockGenerator::enable;
    if (has_48_mhz) clocks().usb.control = source | ClockGenerator::enable;
}

}  // namespace

void rp2040::start_unit(std::uint32_t block) noexcept {
    clear_bits(resets().reset, block);
    wait_for(resets().done, block);
}

void cortex_m::start_core_clock() noexcept {
    use_own_vectors();
    back_to_ring();
    start_unit(Resets::io_bank0 | Resets::pads_bank0);
    if (start_crystal()) {
        sys_hz = use_crystal();
        start_unit_clocks();
    } else {
        tick_every((ring_hz + 500'000) / 1'000'000);
        sys_hz = ring_hz;
    }
    clocks().peri.control = Clocks::peri_clk_sys | ClockGenerator::enable;
}

}  // namespace perth::hal
