// Erasing and writing the flash chip that the program runs from.
//
//     find the ROM's functions ──► mask interrupts ──► chip to commands ──► change ──► XIP again
//                                                      └──────── code in RAM only ────────┘
#include "flash.hpp"

#include <board.hpp>
#include <perth_port.hpp>

#include "flash_chip.hpp"

namespace perth::hal {
namespace rp2040 {
namespace {

static_assert(FlashUnit<flash::Internal>);

constexpr std::uint32_t flash_start = board::memory::flash_start;

// By word: bytes that lie in flash, and those of a buffer that is not aligned, are copied first.
std::uint8_t page[flash_page];

// `bytes` null: erases the sector. Interrupts are masked. Calls nothing but the ROM: what is not
// inlined would lie in flash.
PERTH_IN_RAM("change_flash")
void change_flash(const FlashFunctions& chip, std::uint32_t offset,
                  const std::uint8_t* bytes) noexcept {
    constexpr std::uint32_t block = 1U << 16;
    constexpr std::uint8_t erase_block = 0xD8;  // for what is as large as a block
    chip.connect();
    chip.exit_xip();
    if (bytes == nullptr) {
        chip.erase(offset, flash_sector, block, erase_block);
    } else {
        chip.program(offset, bytes, flash_page);
    }
    chip.flush_cache();
    chip.enter_xip();  // slow, but whole, should the boot stage be none
    chip.boot_stage_2();
}

const volatile std::uint8_t* at(std::uint32_t address) noexcept {
    return reinterpret_cast<const volatile std::uint8_t*>(address);
}

bool is_erased(std::uint32_t address) noexcept {
    for (std::uint32_t i = 0; i < flash_sector; ++i) {
        if (at(address)[i] != 0xFF) return false;
    }
    return true;
}

// Bits that were 0 before stay 0: writing clears only.
bool holds_page(std::uint32_t address) noexcept {
    for (std::uint32_t i = 0; i < flash_page; ++i) {
        if ((at(address)[i] & ~page[i] & 0xFF) != 0) return false;
    }
    return true;
}

}  // namespace

Errc flash_erase(std::uint32_t address) noexcept {
    FlashFunctions chip;
    if (!find_flash_functions(chip)) return Errc::refused;
    {
        const Critical guard;
        change_flash(chip, address - flash_start, nullptr);
    }
    return is_erased(address) ? Errc::none : Errc::refused;
}

Errc flash_write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
    FlashFunctions chip;
    if (!find_flash_functions(chip)) return Errc::refused;
    for (; !bytes.empty(); bytes = bytes.subspan(flash_page), address += flash_page) {
        for (std::uint32_t i = 0; i < flash_page; ++i) page[i] = bytes[i];
        {
            const Critical guard;
            change_flash(chip, address - flash_start, page);
        }
        if (!holds_page(address)) return Errc::refused;
    }
    return Errc::none;
}

void flash_read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
    for (std::uint8_t& byte : buffer) byte = *at(address++);
}

}  // namespace rp2040
}  // namespace perth::hal
