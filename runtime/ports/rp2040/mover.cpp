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

namespace perth::hal::rp2040 {
namespace {

/// Runs from wherever it lies, and calls nothing but the ROM. `bytes` null: erases the sector.
[[gnu::noinline]] PERTH_MOVER void change_from_ram(const FlashFunctions& chip, std::uint32_t offset,
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

/// The flash without anything that a started program has.
class BareFlash {
public:
    /// Returns whether the ROM has its functions.
    [[gnu::always_inline]] bool prepare() noexcept {
        constexpr std::uint32_t thumb = 1;
        const std::uint32_t code =
            cortex_m::address_of(reinterpret_cast<const void*>(&change_from_ram)) & ~thumb;
        for (std::size_t i = 0; i < longest_code / 4; ++i) code_[i] = word(code + 4 * i);
        for (std::size_t i = 0; i < boot_stage_.size(); ++i) {
            boot_stage_[i] = word(board::memory::flash_start + 4 * i);
        }
        chip_.boot_stage_2 =
            reinterpret_cast<void (*)()>(cortex_m::address_of(&boot_stage_) | thumb);
        change_ = reinterpret_cast<Change>(cortex_m::address_of(&code_) | thumb);
        return find(chip_.connect, 'I', 'F') && find(chip_.exit_xip, 'E', 'X') &&
               find(chip_.erase, 'R', 'E') && find(chip_.program, 'R', 'P') &&
               find(chip_.flush_cache, 'F', 'C') && find(chip_.enter_xip, 'C', 'X');
    }

    [[gnu::always_inline]] static UpdateLayout layout() noexcept {
        return update_layout(board::memory::flash_start, board::memory::flash_size);
    }
    [[gnu::always_inline]] static FlashSector sector_at(std::uint32_t address) noexcept {
        return {address & ~(flash_sector - 1), flash_sector};
    }
    [[gnu::always_inline]] static std::uint32_t word(std::uint32_t address) noexcept {
        return *reinterpret_cast<const volatile std::uint32_t*>(address);
    }
    [[gnu::always_inline]] bool erase(std::uint32_t address) noexcept {
        change_(chip_, address - board::memory::flash_start, nullptr);
        return true;  // what is there is compared afterwards
    }
    [[gnu::always_inline]] bool copy(std::uint32_t to, std::uint32_t from,
                                     std::uint32_t size) noexcept {
        for (std::uint32_t at = 0; at < size; at += flash_page) {
            for (std::uint32_t i = 0; i < flash_page / 4; ++i) page_[i] = word(from + at + 4 * i);
            write_page(to + at);
        }
        return true;
    }
    [[gnu::always_inline]] bool finish(std::uint32_t address, std::uint32_t value) noexcept {
        for (std::uint32_t& other : page_) other = ~0U;
        page_[0] = value;  // a record begins a page
        write_page(address);
        return true;
    }

private:
    using Change = void (*)(const FlashFunctions&, std::uint32_t, const std::uint8_t*) noexcept;

    template <typename Function>
    [[gnu::always_inline]] static bool find(Function& function, char first, char second) noexcept {
        function = reinterpret_cast<Function>(find_rom_function(rom_code(first, second)));
        return function != nullptr;
    }
    [[gnu::always_inline]] void write_page(std::uint32_t address) noexcept {
        change_(chip_, address - board::memory::flash_start,
                reinterpret_cast<const std::uint8_t*>(&page_[0]));
    }

    FlashFunctions chip_;
    Change change_;
    BootStage2 boot_stage_;
    std::uint32_t code_[longest_code / 4];
    std::uint32_t page_[flash_page / 4];
};

extern "C" PERTH_MOVER void perth_mover_fault() {
    for (;;) asm volatile("");
}

}  // namespace
}  // namespace perth::hal::rp2040

extern "C" PERTH_MOVER void perth_mover() {
    using namespace perth::hal;
    rp2040::BareFlash flash;
    const WaitingUpdate<rp2040::BareFlash> update(flash);
    if (update.is_due() && flash.prepare()) update.apply();
    cortex_m::scb().vector_table = flash.layout().fixed;
    cortex_m::start_program(flash.layout().fixed);
}

namespace perth::hal::rp2040 {
namespace {

// No interrupt comes before the program has enabled one.
extern "C" __attribute__((used, section(".perth.mover_vectors")))
const cortex_m::Vector perth_mover_vectors[] = {
    __perth_stack_top, perth_mover,       perth_mover_fault, perth_mover_fault,
    perth_mover_fault, perth_mover_fault, perth_mover_fault};

}  // namespace
}  // namespace perth::hal::rp2040
