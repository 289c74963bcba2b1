// The mover of the RP2040: the first sector, behind the second stage of booting, which the ROM
// leaves through the vectors here.
//
// While the flash chip is written nothing can be read from it. So the code that does it is copied
// to the stack, with a copy of the boot stage and of the page that is written.
#include "mover.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "flash_chip.hpp"
#include "update.hpp"

PERTH_MOVER_ROOM(4096);

namespace perth::hal {
namespace {

using rp2040::BootStage2;
using rp2040::flash_page;
using rp2040::flash_sector;
using rp2040::FlashFunctions;

/// Runs from wherever it lies, and calls nothing but the ROM. `bytes` null: erases the sector.
PERTH_MOVER void change_from_ram(const FlashFunctions& chip, std::uint32_t offset,
                                 const std::uint8_t* bytes) noexcept {
    constexpr std::uint32_t block = 1U << 16;
    constexpr std::uint8_t erase_block = 0xD8;
    chip.connect();
    chip.exit_xip();
    if (bytes == nullptr) {
        chip.erase(offset, flash_sector, block, erase_block);
    } else {
        chip.program(offset, bytes, flash_page);
    }
    chip.flush_cache();
    chip.enter_xip();
    chip.boot_stage_2();
}

constexpr std::size_t longest_code =
    128;  // bytes of change_from_ram(); what is behind does no harm

PERTH_MOVER void* rom_function_of(std::uint32_t code) noexcept {
    return rp2040::find_rom_function(static_cast<std::uint16_t>(code));
}

template <typename Function>
[[gnu::always_inline]] inline bool find(Function& function, char first, char second) noexcept {
    function = reinterpret_cast<Function>(rom_function_of(rp2040::rom_code(first, second)));
    return function != nullptr;
}

/// Erases a sector, or writes a page that is not in flash. False if the ROM lacks a function.
PERTH_MOVER bool change(std::uint32_t address, const std::uint32_t* page) noexcept {
    constexpr std::uint32_t thumb = 1;
    const auto* const original = cortex_m::words_at(
        cortex_m::address_of(reinterpret_cast<const void*>(&change_from_ram)) & ~thumb);
    std::uint32_t code[longest_code / 4];
    for (std::size_t i = 0; i < longest_code / 4; ++i) code[i] = original[i];
    BootStage2 boot_stage;
    for (std::size_t i = 0; i < boot_stage.size(); ++i) {
        boot_stage[i] = cortex_m::words_at(board::memory::flash_start)[i];
    }
    FlashFunctions chip;
    chip.boot_stage_2 = reinterpret_cast<void (*)()>(cortex_m::address_of(&boot_stage) | thumb);
    if (!find(chip.connect, 'I', 'F') || !find(chip.exit_xip, 'E', 'X') ||
        !find(chip.erase, 'R', 'E') || !find(chip.program, 'R', 'P') ||
        !find(chip.flush_cache, 'F', 'C') || !find(chip.enter_xip, 'C', 'X')) {
        return false;
    }
    const auto run =
        reinterpret_cast<decltype(&change_from_ram)>(cortex_m::address_of(&code) | thumb);
    run(chip, address - board::memory::flash_start, reinterpret_cast<const std::uint8_t*>(page));
    return true;
}

/// The flash without anything that a started program has.
struct BareFlash {
    static constexpr bool has_vector_table = true;
    static constexpr bool is_known = true;

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return rp2040::update_layout(board::memory::flash_start, board::memory::flash_size);
    }
    [[gnu::always_inline]] static std::uint32_t sector_size(std::uint32_t) noexcept {
        return flash_sector;
    }
    [[gnu::always_inline]] static bool erase(std::uint32_t address) noexcept {
        return change(address, nullptr);
    }
    /// By pages, of which what is not written is left erased.
    [[gnu::always_inline]] static bool write(std::uint32_t to, const volatile std::uint32_t* words,
                                             std::uint32_t bytes) noexcept {
        std::uint32_t page[flash_page / 4];
        for (std::uint32_t done = 0; done < bytes;) {
            const std::uint32_t begin = (to + done) & ~(flash_page - 1);
            for (std::uint32_t i = 0; i < flash_page / 4; ++i) {
                const std::uint32_t at = begin + 4 * i - to;  // beyond `bytes`, if in front of it
                page[i] = at < bytes ? words[at / 4] : ~0U;
            }
            if (!change(begin, page)) return false;
            done = begin + flash_page - to;
        }
        return true;
    }
};

}  // namespace
}  // namespace perth::hal

#include "mover_parts.hpp"
#include "mover_vectors.hpp"
