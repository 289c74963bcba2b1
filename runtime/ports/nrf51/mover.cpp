// The mover of the nRF51: the first kilobyte, with the vectors that the core reads. The Cortex-M0
// finds its vectors at address 0 only, so each leads to the program's own, which begin behind.
#include "mover.hpp"

#include <perth_port.hpp>

#include "registers.hpp"
#include "update.hpp"

PERTH_MOVER_ROOM(1024);

namespace perth::hal::nrf51 {
namespace {

/// The flash without anything that a started program has: no clock, no memory but the stack. The
/// core stands still while the flash is busy, so a few looks suffice.
struct BareFlash {
    static constexpr unsigned most_looks = 1'000'000;

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return update_layout(cortex_m::address_of(__perth_flash_end));
    }
    [[gnu::always_inline]] static FlashSector sector_at(std::uint32_t address) noexcept {
        return {address & ~(InternalFlash::page - 1), InternalFlash::page};
    }
    [[gnu::always_inline]] static std::uint32_t word(std::uint32_t address) noexcept {
        return *reinterpret_cast<const volatile std::uint32_t*>(address);
    }
    [[gnu::always_inline]] static bool wait() noexcept {
        unsigned looks = most_looks;
        while (flash_control().ready == 0 && looks != 0) --looks;
        return looks != 0;
    }
    [[gnu::always_inline]] static bool erase(std::uint32_t address) noexcept {
        flash_control().config = FlashControl::erases;
        flash_control().erase_page = address;
        const bool done = wait();
        flash_control().config = FlashControl::reads;
        return done;
    }
    [[gnu::always_inline]] static bool finish(std::uint32_t address, std::uint32_t value) noexcept {
        flash_control().config = FlashControl::writes;
        *reinterpret_cast<volatile std::uint32_t*>(address) = value;
        const bool done = wait();
        flash_control().config = FlashControl::reads;
        return done;
    }
    [[gnu::always_inline]] static bool copy(std::uint32_t to, std::uint32_t from,
                                            std::uint32_t size) noexcept {
        for (std::uint32_t i = 0; i < size; i += 4) {
            if (!finish(to + i, word(from + i))) return false;
        }
        return true;
    }
};

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

extern "C" PERTH_MOVER void perth_mover() {
    using namespace perth::hal;
    nrf51::BareFlash flash;
    const WaitingUpdate<nrf51::BareFlash> update(flash);
    if (update.is_due()) update.apply();
    cortex_m::start_program(flash.layout().fixed);
}

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
