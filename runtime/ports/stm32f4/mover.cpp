// The mover of the STM32F4: the first sector, 16 KiB, for a sector is erased as a whole.
#include "mover.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "update.hpp"

PERTH_MOVER_ROOM(16384);

namespace perth::hal::stm32f4 {
namespace {

/// The flash without anything that a started program has. The processor stands still while it is
/// busy (ST RM0090, "Read, program and erase"), so a few looks suffice; no cache is on after reset.
struct BareFlash {
    static constexpr unsigned most_looks = 10'000'000;

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return update_layout(board::memory::flash_start, board::memory::flash_size);
    }
    [[gnu::always_inline]] static FlashSector sector_at(std::uint32_t address) noexcept {
        return sector_place(board::memory::flash_start, address).sector;
    }
    [[gnu::always_inline]] static std::uint32_t word(std::uint32_t address) noexcept {
        return *reinterpret_cast<const volatile std::uint32_t*>(address);
    }
    [[gnu::always_inline]] static void begin(std::uint32_t operation) noexcept {
        if ((flash_interface().control & FlashInterface::lock) != 0) {
            flash_interface().key = FlashInterface::keys[0];
            flash_interface().key = FlashInterface::keys[1];
        }
        flash_interface().status = FlashInterface::errors;
        flash_interface().control = operation | FlashInterface::by_words;
    }
    [[gnu::always_inline]] static bool end() noexcept {
        unsigned looks = most_looks;
        while ((flash_interface().status & FlashInterface::busy) != 0 && looks != 0) --looks;
        flash_interface().control = FlashInterface::lock;
        return looks != 0 && (flash_interface().status & FlashInterface::errors) == 0;
    }
    [[gnu::always_inline]] static bool erase(std::uint32_t address) noexcept {
        const std::uint32_t number = sector_place(board::memory::flash_start, address).number;
        begin(FlashInterface::sector_erase | number << FlashInterface::sector_shift);
        flash_interface().control = flash_interface().control | FlashInterface::start;
        return end();
    }
    [[gnu::always_inline]] static bool finish(std::uint32_t address, std::uint32_t value) noexcept {
        begin(FlashInterface::program);
        *reinterpret_cast<volatile std::uint32_t*>(address) = value;
        return end();
    }
    [[gnu::always_inline]] static bool copy(std::uint32_t to, std::uint32_t from,
                                            std::uint32_t size) noexcept {
        for (std::uint32_t i = 0; i < size; i += 4) {
            if (!finish(to + i, word(from + i))) return false;
        }
        return true;
    }
};

extern "C" PERTH_MOVER void perth_mover_fault() {
    for (;;) asm volatile("");
}

}  // namespace
}  // namespace perth::hal::stm32f4

extern "C" PERTH_MOVER void perth_mover() {
    using namespace perth::hal;
    stm32f4::BareFlash flash;
    const WaitingUpdate<stm32f4::BareFlash> update(flash);
    if (update.is_due()) update.apply();
    cortex_m::scb().vector_table = flash.layout().fixed;
    cortex_m::start_program(flash.layout().fixed);
}

namespace perth::hal::stm32f4 {
namespace {

// No interrupt comes before the program has enabled one.
extern "C" __attribute__((used, section(".perth.mover_vectors")))
const cortex_m::Vector perth_mover_vectors[] = {
    __perth_stack_top, perth_mover,       perth_mover_fault, perth_mover_fault,
    perth_mover_fault, perth_mover_fault, perth_mover_fault};

}  // namespace
}  // namespace perth::hal::stm32f4
