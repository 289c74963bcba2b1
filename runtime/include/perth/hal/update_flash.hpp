// The flash as the agent reads and writes it for an update.
#pragma once

#include <cstdint>

#include "perth/hal/journal.hpp"

namespace perth::hal {

/// What there is.
struct UpdateFlash {
    UpdateLayout layout;
    std::uint32_t write_unit;  ///< bytes, a power of two
    const char* board;         ///< null: nothing puts an update into place; then all is zero
};

/// Returns the flash of this board.
const UpdateFlash& update_flash() noexcept;

/// A board's port has them; on a chip they are mostly the mover's own, which are linked anyway.
namespace update {

// Of an UpdateFlash without board none may be called: a board without any way to update has none.

/// Returns whether the flash is the caller's now; false if somebody has it.
bool claim() noexcept;
void unclaim() noexcept;
/// Returns the first address that no byte of the running program occupies.
std::uint32_t program_end() noexcept;
/// Returns the bytes of the sector there, a power of two; it lies at a multiple of it.
std::uint32_t sector_size(std::uint32_t address) noexcept;

/// Erases the sector that begins there. As those below: true if it is seen to be so.
bool erase(std::uint32_t address) noexcept;
/// Writes words, which are not in flash, to erased flash. That may be less than a unit: the rest of
/// it is left erased. `bytes` is a multiple of 4.
bool write(std::uint32_t to, const volatile std::uint32_t* words, std::uint32_t bytes) noexcept;
/// Copies from flash to erased flash.
bool copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes) noexcept;

/// As UpdateLayout's and WaitingUpdate's.
bool is_replaceable(std::uint32_t address, std::uint32_t bytes) noexcept;
bool contains(std::uint32_t address, std::uint32_t bytes) noexcept;
bool is_sector(std::uint32_t address) noexcept;
bool is_promisable(std::uint32_t begin, std::uint32_t end) noexcept;
bool is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
              std::uint32_t count) noexcept;
std::uint32_t crc(std::uint32_t begin, std::uint32_t end, std::uint32_t count) noexcept;

}  // namespace update

}  // namespace perth::hal
