// The chip's own flash as a program sees it: what lies behind the program is its to write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// The flash, owned while the object lives. It is written in two steps: a sector is erased as a
/// whole, its bytes are 0xFF then; and erased bytes are written, once.
///
///     perth::Result<void> remember(std::uint32_t serial_number) {
///         perth::hal::Flash<perth::flash::Internal> flash;
///         const std::uint32_t here = flash.first_free();
///         if (const auto erased = flash.erase(here); !erased) return erased;
///         std::uint8_t unit[flash.write_unit] = {};  // the rest of it is written, too
///         std::memcpy(unit, &serial_number, sizeof serial_number);
///         return flash.write(here, unit);
///     }
///
/// What the running program occupies is refused. Blank flash may hold something else than 0xFF
/// before it is erased for the first time: emulators have 0 there.
///
/// Interrupt:  not allowed.
/// Time:       erase() and write() wait until it is done, up to longest_erase_us and, for each unit
///             of write_unit bytes, longest_write_us; interrupts may be late by as much, for the
///             processor cannot fetch from a flash that is busy.
/// Power:      where it is cut meanwhile, the sector or unit holds anything.
template <typename F>
class Flash {
    static_assert(FlashUnit<F>, "this board's chip has no flash that programs can write");

public:
    static constexpr std::uint32_t start = F::start;            ///< its first address
    static constexpr std::uint32_t size = F::size;              ///< bytes
    static constexpr std::uint32_t write_unit = F::write_unit;  ///< bytes
    static constexpr std::uint32_t longest_erase_us = F::longest_erase_us;
    static constexpr std::uint32_t longest_write_us = F::longest_write_us;

    Flash() noexcept = default;
    Flash(const Flash&) = delete;
    Flash& operator=(const Flash&) = delete;

    /// Returns the sector that `address` lies in. Errors: Errc::out_of_range outside the flash.
    [[nodiscard]] Result<FlashSector> sector_at(std::uint32_t address) const noexcept {
        if (!inside(address, 1)) return Errc::out_of_range;
        return F::sector_at(address);
    }
    /// Returns the address of the first sector without a byte of the running program; the end of
    /// the flash if it reaches into the last one.
    [[nodiscard]] std::uint32_t first_free() const noexcept {
        const std::uint32_t end = F::program_end();
        if (!inside(end, 1)) return start + size;
        const FlashSector sector = F::sector_at(end);
        return sector.address == end ? end : sector.address + sector.size;
    }

    /// Erases the sector that begins at `address`.
    /// Errors: Errc::out_of_range outside the flash; Errc::invalid_argument if no sector begins
    /// there; Errc::refused if it holds a byte of the running program, or the chip protects it;
    /// Errc::timeout.
    Result<void> erase(std::uint32_t address) noexcept {
        if (!inside(address, 1)) return Errc::out_of_range;
        const FlashSector sector = F::sector_at(address);
        if (sector.address != address) return Errc::invalid_argument;
        if (of_program(address)) return Errc::refused;
        return F::erase(address);
    }

    /// Writes bytes that are erased; others become the AND of both, which some chips refuse.
    /// Errors: Errc::out_of_range where it does not lie within the flash; Errc::invalid_argument
    /// where it does not begin and end at a multiple of write_unit; Errc::refused as for erase();
    /// Errc::timeout. What came before the unit that could not be written is written.
    Result<void> write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
        if (!inside(address, bytes.size())) return Errc::out_of_range;
        if ((address - start) % write_unit != 0 || bytes.size() % write_unit != 0) {
            return Errc::invalid_argument;
        }
        if (bytes.empty()) return {};
        if (of_program(address)) return Errc::refused;
        return F::write(address, bytes);
    }

    /// Fills `buffer` from there on; the program's own bytes, too. Errors: Errc::out_of_range where
    /// it does not lie within the flash.
    Result<void> read(std::uint32_t address, std::span<std::uint8_t> buffer) const noexcept {
        if (!inside(address, buffer.size())) return Errc::out_of_range;
        F::read(address, buffer);
        return {};
    }

private:
    // Without sums: the flash may end where the addresses do.
    static constexpr bool inside(std::uint32_t address, std::size_t length) noexcept {
        return address - start <= size && length <= size - (address - start);
    }
    static bool of_program(std::uint32_t address) noexcept {
        return address - start < F::program_end() - start;
    }

    Claim<F> claim_;
};

}  // namespace perth::hal
