// The flash controller.
#include "flash.hpp"

#include <cstring>

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::nrf51 {
namespace {

bool claimed = false;

bool exists(std::uint32_t address) noexcept {
    return address / InternalFlash::page < factory().pages;
}

// Twice what it takes at most. Code in flash finds it ready at once: it stood still meanwhile.
Errc wait_until_ready(std::uint32_t longest_us) noexcept {
    const std::int64_t limit = now() + 2 * std::int64_t{longest_us};
    while (flash_control().ready == 0) {
        if (now() > limit) return Errc::timeout;
    }
    return Errc::none;
}

std::uint32_t word_at(std::uint32_t address) noexcept {
    return *reinterpret_cast<const volatile std::uint32_t*>(address);
}

Errc write_word(std::uint32_t address, std::uint32_t value) noexcept {
    const std::uint32_t expected = word_at(address) & value;
    *reinterpret_cast<volatile std::uint32_t*>(address) = value;
    const Errc error = wait_until_ready(InternalFlash::longest_write_us);
    if (error != Errc::none) return error;
    return word_at(address) == expected ? Errc::none : Errc::refused;  // a protected page
}

}  // namespace

bool InternalFlash::claim() noexcept {
    const Critical guard;
    const bool is_free = !claimed;
    claimed = true;
    return is_free;
}

void InternalFlash::unclaim() noexcept { claimed = false; }

std::uint32_t InternalFlash::program_end() noexcept { return hal::program_end(); }

Errc InternalFlash::erase(std::uint32_t address) noexcept {
    const std::uint32_t first = sector_at(address).address;
    if (!exists(first)) return Errc::refused;
    flash_control().config = FlashControl::erases;
    flash_control().erase_page = first;
    const Errc error = wait_until_ready(longest_erase_us);
    flash_control().config = FlashControl::reads;
    if (error != Errc::none) return error;
    for (std::uint32_t at = first; at < first + page; at += sizeof(std::uint32_t)) {
        if (word_at(at) != 0xFFFF'FFFF) return Errc::refused;  // a protected page
    }
    return Errc::none;
}

Errc InternalFlash::write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
    if (!exists(address + static_cast<std::uint32_t>(bytes.size()) - 1)) return Errc::refused;
    Errc error = Errc::none;
    flash_control().config = FlashControl::writes;
    for (std::size_t i = 0; i < bytes.size() && error == Errc::none; i += write_unit) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data() + i, sizeof word);
        error = write_word(address + i, word);
    }
    flash_control().config = FlashControl::reads;
    return error;
}

void InternalFlash::read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
    const auto* const from = reinterpret_cast<const volatile std::uint8_t*>(address);
    for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = from[i];
}

}  // namespace perth::hal::nrf51
