// The mover of the STM32F4: the first sector, 16 KiB, for a sector is erased as a whole.
#include "mover.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "flash_caches.hpp"
#include "registers.hpp"
#include "update.hpp"

PERTH_MOVER_ROOM(16384);

namespace perth::hal {
namespace {

using stm32f4::flash_interface;
using stm32f4::FlashInterface;

/// Lets the flash do what is written to it.
PERTH_MOVER void begin(std::uint32_t operation) noexcept {
    if ((flash_interface().control & FlashInterface::lock) != 0) {
        flash_interface().key = FlashInterface::keys[0];
        flash_interface().key = FlashInterface::keys[1];
    }
    flash_interface().status = FlashInterface::errors;
    flash_interface().control = operation | FlashInterface::by_words;
}

/// Waits until it is done. The processor stands still while the flash is busy (ST RM0090, "Read,
/// program and erase"), so a few looks suffice; in a running program, whose loop may be in a cache,
/// they take longer than the longest erasure of a sector, 2 s.
PERTH_MOVER bool end() noexcept {
    unsigned looks = 100'000'000;
    while ((flash_interface().status & FlashInterface::busy) != 0 && looks != 0) --looks;
    flash_interface().control = FlashInterface::lock;
    return looks != 0 && (flash_interface().status & FlashInterface::errors) == 0;
}

/// The flash without anything that a started program has.
struct BareFlash {
    static constexpr bool has_vector_table = true;
    static constexpr bool is_known = stm32f4::sectors_are_as_known<board::memory>;

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return stm32f4::update_layout(board::memory::flash_start, board::memory::flash_size);
    }
    [[gnu::always_inline]] static std::uint32_t sector_size(std::uint32_t address) noexcept {
        return stm32f4::sector_size(board::memory::flash_start, address);
    }
    [[gnu::always_inline]] static bool erase(std::uint32_t address) noexcept {
        const std::uint32_t number = stm32f4::sector_number(board::memory::flash_start, address);
        begin(FlashInterface::sector_erase | number << FlashInterface::sector_shift);
        flash_interface().control = flash_interface().control | FlashInterface::start;
        const bool done = end();
        stm32f4::forget_caches();
        return done;
    }
    [[gnu::always_inline]] static bool write_word(std::uint32_t to, std::uint32_t word) noexcept {
        begin(FlashInterface::program);
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
#include "mover_vectors.hpp"
