// The mover of the nRF51: the first kilobyte, with the vectors that the core reads. The Cortex-M0
// finds its vectors at address 0 only, so each leads to the program's own, which begin behind.
#include "mover.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "registers.hpp"
#include "update.hpp"

PERTH_MOVER_ROOM(1024);

namespace perth::hal {
namespace {

using nrf51::flash_control;
using nrf51::FlashControl;

/// The flash without anything that a started program has: no clock, no memory but the stack. The
/// core stands still while the flash is busy, so a few looks suffice.
struct BareFlash {
    static constexpr unsigned most_looks = 1'000'000;
    static constexpr bool has_vector_table = false;
    static constexpr bool is_known = true;

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return nrf51::update_layout(board::memory::flash_start + board::memory::flash_size);
    }
    [[gnu::always_inline]] static std::uint32_t sector_size(std::uint32_t) noexcept {
        return nrf51::update_page;
    }
    [[gnu::always_inline]] static bool end() noexcept {
        unsigned looks = most_looks;
        while (flash_control().ready == 0 && looks != 0) --looks;
        flash_control().config = FlashControl::reads;
        return looks != 0;
    }
    [[gnu::always_inline]] static bool erase(std::uint32_t address) noexcept {
        flash_control().config = FlashControl::erases;
        flash_control().erase_page = address;
        return end();
    }
    [[gnu::always_inline]] static bool write_word(std::uint32_t to, std::uint32_t word) noexcept {
        flash_control().config = FlashControl::writes;
        *reinterpret_cast<volatile std::uint32_t*>(to) = word;
        return end();
    }
    [[gnu::always_inline]] static bool write(std::uint32_t to, const volatile std::uint32_t* words,
                                             std::uint32_t bytes) noexcept {
        return cortex_m::write_words<BareFlash>(to, words, bytes);
    }
};

}  // namespace
}  // namespace perth::hal

#include "mover_as_update.hpp"
#include "mover_parts.hpp"

namespace perth::hal::nrf51 {
namespace {

// The handler has the registers that the core has saved as they were, but for r0 and r1, which
// are the handler's to use.
extern "C" __attribute__((naked, used, section(".perth.mover"))) void perth_mover_exception() {
    asm volatile(
        "mrs r0, ipsr\n\t"
        "lsls r0, r0, #2\n\t"
        "movs r1, #1\n\t"
        "lsls r1, r1, #10\n\t"
        "ldr r0, [r1, r0]\n\t"
        "bx r0");
}

}  // namespace
}  // namespace perth::hal::nrf51

#define PERTH_EIGHT                                                                             \
    perth_mover_exception, perth_mover_exception, perth_mover_exception, perth_mover_exception, \
        perth_mover_exception, perth_mover_exception, perth_mover_exception, perth_mover_exception

namespace perth::hal::nrf51 {
namespace {

extern "C" __attribute__((used, section(".perth.mover_vectors")))
const cortex_m::Vector perth_mover_vectors[] = {__perth_stack_top, perth_mover, PERTH_EIGHT,
                                                PERTH_EIGHT,       PERTH_EIGHT, PERTH_EIGHT,
                                                PERTH_EIGHT};
static_assert(sizeof perth_mover_vectors == (16 + 26) * sizeof(cortex_m::Vector));

}  // namespace
}  // namespace perth::hal::nrf51
