// Erasing and writing the flash. Source: ST RM0090, "Embedded Flash memory interface": "Unlocking
// the Flash control register", "Sector Erase", "Standard programming", "Programming errors".
#include <board.hpp>
#include <perth_port.hpp>

#include <cstring>

#include "flash_caches.hpp"
#include "registers.hpp"

namespace perth::hal::stm32f4 {
namespace {

bool claimed = false;

// A look takes four clocks or more: four times as long as the longest erasure.
bool is_done() noexcept {
    const std::uint32_t looks = cortex_m::CoreClock::cycles_per_us() * 2'000'000;
    for (std::uint32_t i = 0; i < looks; ++i) {
        if ((flash_interface().status & FlashInterface::busy) == 0) return true;
    }
    return false;
}

// The control register can be written while it lives, and does `operation`.
class Operation {
public:
    explicit Operation(std::uint32_t operation) noexcept {
        if ((flash_interface().control & FlashInterface::lock) != 0) {
            for (const std::uint32_t key : FlashInterface::keys) flash_interface().key = key;
        }
        flash_interface().status = FlashInterface::errors;
        flash_interface().control = operation | FlashInterface::by_words;
    }
    ~Operation() { flash_interface().control = FlashInterface::lock; }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    // Without a controller, as in QEMU, nothing sticks; nor after a wrong key, until the reset.
    [[nodiscard]] bool accepted() const noexcept {
        return (flash_interface().control & FlashInterface::by_words) != 0;
    }
    [[nodiscard]] Errc result() const noexcept {
        if (!is_done()) return Errc::timeout;
        const bool failed = (flash_interface().status & FlashInterface::errors) != 0;
        return failed ? Errc::refused : Errc::none;
    }
};

struct Place {
    std::uint32_t number;
    FlashSector sector;
};
Place place_of(std::uint32_t address) noexcept {
    Place place = {0, {board::memory::flash_start, 0}};
    for (const auto& run : board::memory::flash_sectors) {
        place.sector.size = run.size;
        for (std::uint32_t i = 0; i < run.count; ++i) {
            if (address - place.sector.address < run.size) return place;
            place.sector.address += run.size;
            ++place.number;
        }
    }
    return place;
}

}  // namespace

bool claim_flash() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void unclaim_flash() noexcept { claimed = false; }

FlashSector sector_at(std::uint32_t address) noexcept { return place_of(address).sector; }

Errc erase_sector(std::uint32_t address) noexcept {
    const Critical guard;
    const std::uint32_t number = place_of(address).number;
    const Operation operation(FlashInterface::sector_erase | number
                                                                 << FlashInterface::sector_shift);
    if (!operation.accepted()) return Errc::refused;
    flash_interface().control = flash_interface().control | FlashInterface::start;
    const Errc result = operation.result();
    forget_caches();
    return result;
}

Errc write_words(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
    for (; !bytes.empty(); bytes = bytes.subspan(4), address += 4) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data(), sizeof word);
        const Critical guard;
        const Operation operation(FlashInterface::program);
        if (!operation.accepted()) return Errc::refused;
        *reinterpret_cast<Register*>(std::uintptr_t{address}) = word;
        const Errc result = operation.result();
        if (result != Errc::none) return result;
    }
    return Errc::none;
}

void read_flash(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
    std::memcpy(buffer.data(), reinterpret_cast<const void*>(std::uintptr_t{address}),
                buffer.size());
}

}  // namespace perth::hal::stm32f4
