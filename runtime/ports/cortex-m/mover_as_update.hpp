// hal::update's changes of the flash are the mover's: on chips whose core stands still by itself
// while the flash is busy, interrupts need not be masked. Nobody else changes the flash meanwhile,
// for it is claimed. Included once, behind mover_parts.hpp.
#pragma once

namespace perth::hal::update {

[[gnu::alias("perth_mover_erase")]] bool erase(std::uint32_t address) noexcept;
[[gnu::alias("perth_mover_write")]] bool write(std::uint32_t to,
                                               const volatile std::uint32_t* words,
                                               std::uint32_t bytes) noexcept;
[[gnu::alias("perth_mover_write")]] bool copy(std::uint32_t to, std::uint32_t from,
                                              std::uint32_t bytes) noexcept;

}  // namespace perth::hal::update
