#include "flash.hpp"

#include <cstring>

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::lm3s {
namespace {

bool claimed = false;

std::uint32_t word_at(std::uint32_t address) noexcept {
    return *reinterpret_cast<const volatile std::uint32_t*>(address);
}

// Twice what it takes at most. Time goes on while the core waits.
Errc run(std::uint32_t address, std::uint32_t operation, std::uint32_t longest_us) noexcept {
    flash_microsecond() = cortex_m::CoreClock::cycles_per_us() - 1;
    FlashControl& it = flash_control();
    it.clear = FlashControl::denied;
    it.address = address;
    it.control = FlashControl::key | operation;
    const std::int64_t limit = now() + 2 * std::int64_t{longest_us};
    while ((it.control & operation) != 0) {
        if (now() > limit) return Errc::timeout;
    }
    return (it.raw_status & FlashControl::denied) != 0 ? Errc::refused : Errc::none;
}

Errc write_word(std::uint32_t address, std::uint32_t value) noexcept {
    const std::uint32_t expected = word_at(address) & value;
    flash_control().data = value;
    const Errc error = run(address, FlashControl::write, InternalFlash::longest_write_us);
    if (error != Errc::none) return error;
    return word_at(address) == expected ? Errc::none : Errc::refused;
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
    const Errc error = run(first, FlashControl::erase, longest_erase_us);
    if (error != Errc::none) return error;
    for (std::uint32_t at = first; at < first + page; at += sizeof(std::uint32_t)) {
        if (word_at(at) != 0xFFFF'FFFF) return Errc::refused;
    }
    return Errc::none;
}

Errc InternalFlash::write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
    for (std::size_t i = 0; i < bytes.size(); i += write_unit) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data() + i, sizeof word);
        const Errc error = write_word(address + i, word);
        if (error != Errc::none) return error;
    }
    return Errc::none;
}

void InternalFlash::read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
    const auto* const from = reinterpret_cast<const volatile std::uint8_t*>(address);
    for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = from[i];
}

}  // namespace perth::hal::lm3s
