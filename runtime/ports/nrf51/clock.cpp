// The core's clock: 16 MHz in any case, from the crystal if the board has one.
#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::cortex_m {
namespace {

static_assert(board::crystal_hz == 0 || board::crystal_hz == 16'000'000,
              "the port knows crystals of 16 MHz; one of 32 MHz would have to be told to XTALFREQ");

// Polls of a few clocks: more than 15 ms. A crystal takes 1.5 ms at most (Nordic nRF51822 PS v3.3,
// "16 MHz crystal startup").
constexpr unsigned polls = 50'000;

}  // namespace

// Until the crystal runs, and where it does not start, the internal oscillator is the clock, which
// may be wrong by a percent or a few: enough for all but the baud rate of a hot or cold board. In
// QEMU each register of this block reads 1: the wait ends at once.
void start_core_clock() noexcept {
    if constexpr (board::crystal_hz != 0) {
        nrf51::power_clock().hfclk_started = 0;
        nrf51::power_clock().start_hfclk = 1;
        for (unsigned i = 0; i < polls && nrf51::power_clock().hfclk_started == 0; ++i) {
        }
    }
}

}  // namespace perth::hal::cortex_m
