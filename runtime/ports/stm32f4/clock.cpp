// The clock tree: crystal to PLL to the board's clock. Without a crystal the PLL runs from the
// chip's own oscillator (1 percent); without the PLL, the core does.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::cortex_m {
namespace {

using stm32f4::flash_interface;
using stm32f4::FlashInterface;
using stm32f4::Power;
using stm32f4::power;
using stm32f4::Rcc;
using stm32f4::rcc;
using stm32f4::Register;

constexpr std::uint32_t hsi_hz = 16'000'000;  // ST DS8626, "Internal clock source characteristics"
// Polls of a few clocks of the HSI: more than 20 ms. A crystal takes 2 ms (ST DS8626, "HSE
// oscillator characteristics"), the PLL 0.3 ms.
constexpr unsigned polls = 100'000;

// Clocks between reading SysTick's VAL and its clearing in start_piece(): load's data phase, four
// instructions, store's address and data phase (ARM DDI 0439, "Load/store timings"). Counted, not
// measured: one clock more or less is 6 ppm at a thousand alarms a second.
constexpr std::uint32_t rearm_loss_on_silicon = 7;
// Measured in QEMU with -icount shift=0.
constexpr std::uint32_t rearm_loss_in_emulator = 1;

// The PLL's source, and the chip's own oscillator in its place.
constexpr std::uint32_t source_hz = board::crystal_hz != 0 ? board::crystal_hz : hsi_hz;
constexpr std::uint32_t pll_input_hz = source_hz / board::clocks::pll_m;
constexpr std::uint32_t hsi_divider = hsi_hz / pll_input_hz;

static_assert(std::uint64_t{source_hz} / board::clocks::pll_m * board::clocks::pll_n /
                      board::clocks::pll_p / board::clocks::ahb_divider ==
                  board::clock_hz,
              "the board's crystal_hz and clocks do not give its clock_hz");
static_assert(hsi_divider * pll_input_hz == hsi_hz,
              "pll_m must leave a frequency that 16 MHz can be divided to: 1 or 2 MHz");

void set_core_clock(std::uint32_t hz, std::uint32_t rearm_loss) noexcept {
    CoreClock::mhz = hz / 1'000'000;
    CoreClock::mhz_reciprocal = reciprocal(hz / 1'000'000);
    CoreClock::loss = rearm_loss;
}

bool wait_for(const Register& target, std::uint32_t mask, std::uint32_t value) noexcept {
    for (unsigned i = 0; i < polls; ++i) {
        if ((target & mask) == value) return true;
    }
    return false;
}

// ST's loader may start us with its own PLL running.
void back_to_hsi() noexcept {
    rcc().control = rcc().control | Rcc::hsi_on;
    wait_for(rcc().control, Rcc::hsi_ready, Rcc::hsi_ready);
    rcc().clocks = 0;
    wait_for(rcc().clocks, Rcc::switch_mask << Rcc::switch_status_shift, 0);
    rcc().control = rcc().control & ~Rcc::pll_on;
}

// Returns whether the crystal, or what comes in at its pad, swings.
bool start_crystal() noexcept {
    constexpr std::uint32_t bypass = board::clocks::hse_bypass != 0 ? Rcc::hse_bypass : 0;
    if constexpr (board::crystal_hz == 0) return false;
    rcc().control = rcc().control | bypass | Rcc::hse_on;
    if (wait_for(rcc().control, Rcc::hse_ready, Rcc::hse_ready)) return true;
    rcc().control = rcc().control & ~(bypass | Rcc::hse_on);
    return false;
}

// Allowed only while the PLL is off.
void set_voltage() noexcept {
    if constexpr (board::clocks::voltage_scale != 0 || board::clocks::overdrive != 0) {
        rcc().apb_enable[0] = rcc().apb_enable[0] | Rcc::apb1_pwr;
        (void)rcc().apb_enable[0];
    }
    if constexpr (board::clocks::voltage_scale != 0) {
        power().control = (power().control & ~(3U << Power::voltage_scale_shift)) |
                          board::clocks::voltage_scale << Power::voltage_scale_shift;
    }
}

// RM0390, "Entering Over-drive mode": while the PLL runs, and before the core runs from it.
bool start_overdrive() noexcept {
    if constexpr (board::clocks::overdrive == 0) return true;
    power().control = power().control | Power::overdrive;
    if (!wait_for(power().status, Power::overdrive, Power::overdrive)) return false;
    power().control = power().control | Power::overdrive_switched;
    return wait_for(power().status, Power::overdrive_switched, Power::overdrive_switched);
}

bool start_pll(std::uint32_t source_and_divider) noexcept {
    using namespace board::clocks;
    set_voltage();
    rcc().pll =
        (rcc().pll & Rcc::pll_r) | source_and_divider | Rcc::pll_values(0, pll_n, pll_p, pll_q);
    rcc().control = rcc().control | Rcc::pll_on;
    if (!wait_for(rcc().control, Rcc::pll_ready, Rcc::pll_ready)) return false;
    if (!start_overdrive()) return false;

    flash_interface().access = flash_wait_states | FlashInterface::prefetch |
                               FlashInterface::instruction_cache | FlashInterface::data_cache;
    if (!wait_for(flash_interface().access, FlashInterface::wait_states, flash_wait_states)) {
        return false;
    }
    const std::uint32_t dividers = Rcc::dividers(ahb_divider, apb1_divider, apb2_divider);
    rcc().clocks = dividers;
    rcc().clocks = dividers | Rcc::switch_to_pll;
    return wait_for(rcc().clocks, Rcc::switch_mask << Rcc::switch_status_shift,
                    Rcc::switch_to_pll << Rcc::switch_status_shift);
}

}  // namespace

void start_core_clock() noexcept {
    use_own_vectors();
    if (!stm32f4::has_clock_tree()) return set_core_clock(board::clock_hz, rearm_loss_in_emulator);
    back_to_hsi();
    const std::uint32_t source =
        start_crystal() ? Rcc::pll_source_hse | board::clocks::pll_m : hsi_divider;
    if (start_pll(source)) return set_core_clock(board::clock_hz, rearm_loss_on_silicon);
    back_to_hsi();
    set_core_clock(hsi_hz, rearm_loss_on_silicon);
}

}  // namespace perth::hal::cortex_m
