// The clock tree: crystal to PLL to the board's clock.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::cortex_m {
namespace {

using lm3s::system_control;
using lm3s::SystemControl;

constexpr std::uint32_t pll_hz = 200'000'000;  // TI DS-LM3S6965, "Clock Control": 400 MHz, halved

// Rounds of three clocks or more of the internal oscillator, 12 MHz ± 30 %: more than 20 ms.
// TI DS-LM3S6965, "Main Oscillator Characteristics": a crystal starts within 10 ms.
constexpr unsigned crystal_start_rounds = 105'000;
// Looks of eight clocks or more of the crystal: more than 5 ms. TI DS-LM3S6965, "PLL
// Characteristics": it locks within 0.5 ms.
constexpr unsigned lock_looks = 5'000;

// Clocks between reading SysTick's VAL and its clearing; see ports/stm32f4/clock.cpp.
constexpr std::uint32_t rearm_loss_on_silicon = 7;
constexpr std::uint32_t rearm_loss_in_emulator = 1;

// XTAL, of the crystals with whole MHz. TI DS-LM3S6965, "Run-Mode Clock Configuration (RCC)".
constexpr std::uint32_t crystal_code() noexcept {
    switch (board::crystal_hz) {
        case 4'000'000:
            return 0x6;
        case 5'000'000:
            return 0x9;
        case 6'000'000:
            return 0xB;
        case 8'000'000:
            return 0xE;
        default:
            return 0;
    }
}
static_assert(crystal_code() != 0, "the board's crystal_hz is not 4, 5, 6 or 8 MHz");
static_assert(pll_hz % board::clock_hz == 0 && board::clock_hz <= 50'000'000 &&
                  board::clock_hz >= pll_hz / 16,
              "the board's clock_hz is not 200 MHz divided by 4 to 16");

void set_core_clock(std::uint32_t hz, std::uint32_t rearm_loss) noexcept {
    CoreClock::mhz = hz / 1'000'000;
    CoreClock::mhz_reciprocal = reciprocal(hz / 1'000'000);
    CoreClock::loss = rearm_loss;
}

// TI LM3S6965 Rev A2 Errata, "PLL": up to there the PLL wants more than the regulator's 2.5 V.
void raise_voltage_for_first_revisions() noexcept {
    constexpr std::uint32_t revision_mask = 0xFFFF, revision_a2 = 2;  // DID0: major, minor
    constexpr std::uint32_t volts_2_75 = 0x1B;
    if ((system_control().identification[0] & revision_mask) > revision_a2) return;
    system_control().regulator = volts_2_75;
}

// A loader may start us on the PLL. It is off afterwards, so that its lock can be seen.
void start_crystal() noexcept {
    SystemControl& it = system_control();
    it.clocks = (it.clocks | SystemControl::bypass) & ~SystemControl::use_divider;
    it.clocks = (it.clocks | SystemControl::pll_off) & ~SystemControl::main_oscillator_off;
    it.status_clear = SystemControl::pll_locked;
    for (unsigned i = 0; i < crystal_start_rounds; ++i) asm volatile("");
}

// Returns after how many looks the PLL had locked; lock_looks if it does not.
unsigned start_pll() noexcept {
    SystemControl& it = system_control();
    constexpr std::uint32_t changed = SystemControl::crystal_mask | SystemControl::source_mask |
                                      SystemControl::pll_off | SystemControl::pll_output_off;
    it.clocks = (it.clocks & ~changed) | crystal_code() << SystemControl::crystal_shift;
    unsigned looks = 0;
    while (looks < lock_looks && (it.raw_status & SystemControl::pll_locked) == 0) ++looks;
    return looks;
}

void switch_to_pll() noexcept {
    SystemControl& it = system_control();
    constexpr std::uint32_t divider = pll_hz / board::clock_hz - 1;
    it.clocks = (it.clocks & ~SystemControl::divider_mask) | SystemControl::use_divider |
                divider << SystemControl::divider_shift;
    it.clocks = it.clocks & ~SystemControl::bypass;
}

}  // namespace

// Without a crystal the chip stands still: nothing tells whether it oscillates, and PLL and core
// can only have the same source. Source: TI DS-LM3S6965, "Initialization and Configuration".
void start_core_clock() noexcept {
    use_own_vectors();
    raise_voltage_for_first_revisions();
    start_crystal();
    const unsigned looks = start_pll();
    if (looks == lock_looks) return set_core_clock(board::crystal_hz, rearm_loss_on_silicon);
    switch_to_pll();
    // No PLL locks at once, but that of an emulator.
    lm3s::is_emulated = looks == 0;
    set_core_clock(board::clock_hz,
                   lm3s::is_emulated ? rearm_loss_in_emulator : rearm_loss_on_silicon);
}

}  // namespace perth::hal::cortex_m
