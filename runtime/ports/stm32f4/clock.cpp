// The clock tree: crystal to PLL to the board's clock, or the internal oscillator.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::cortex_m {
namespace {

using stm32f4::flash_interface;
using stm32f4::FlashInterface;
using stm32f4::Rcc;
using stm32f4::rcc;

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

static_assert(std::uint64_t{board::crystal_hz} / board::clocks::pll_m * board::clocks::pll_n /
                      board::clocks::pll_p / board::clocks::ahb_divider ==
                  board::clock_hz,
              "the board's crystal_hz and clocks do not give its clock_hz");

void set_core_clock(std::uint32_t hz, std::uint32_t rearm_loss) noexcept {
    CoreClock::mhz = hz / 1'000'000;
    CoreClock::mhz_reciprocal = reciprocal(hz / 1'000'000);
    CoreClock::loss = rearm_loss;
}

bool wait_for(const volatile std::uint32_t& target, std::uint32_t mask,
              std::uint32_t value) noexcept {
    for (unsigned i = 0; i < polls; ++i) {
        if ((target & mask) == value) return true;
    }
    return false;
}

// ST's loader may start us with its own PLL running.
void back_to_hsi() noexcept {
    constexpr std::uint32_t hsi_ready = 1U << 1;
    rcc().control = rcc().control | Rcc::hsi_on;
    wait_for(rcc().control, hsi_ready, hsi_ready);
    rcc().clocks = 0;
    wait_for(rcc().clocks, Rcc::switch_mask << Rcc::switch_status_shift, 0);
    rcc().control = rcc().control & ~Rcc::pll_on;
}

bool start_pll() noexcept {
    rcc().control = rcc().control | Rcc::hse_on;
    if (!wait_for(rcc().control, Rcc::hse_ready, Rcc::hse_ready)) return false;

    using namespace board::clocks;
    rcc().pll = Rcc::pll_source_hse | Rcc::pll_values(pll_m, pll_n, pll_p, pll_q);
    rcc().control = rcc().control | Rcc::pll_on;
    if (!wait_for(rcc().control, Rcc::pll_ready, Rcc::pll_ready)) return false;

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
    if (start_pll()) return set_core_clock(board::clock_hz, rearm_loss_on_silicon);
    back_to_hsi();
    set_core_clock(hsi_hz, rearm_loss_on_silicon);
}

}  // namespace perth::hal::cortex_m
