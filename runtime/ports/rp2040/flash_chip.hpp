// What must not run from flash: whoever talks to the flash chip. The functions lie in RAM.
#pragma once

#include <cstddef>
#include <cstdint>

#include "boot2.hpp"
#include "rom.hpp"

namespace perth::hal::rp2040 {

/// A function that is copied to RAM with the initialised variables.
#define PERTH_IN_RAM(NAME) [[gnu::noinline, gnu::section(".data.ram_code." NAME)]]

/// The ROM's functions, and the second stage of booting, which makes the chip as fast as before.
/// Source: "RP2040 Datasheet", "Bootrom", "Flash Access Functions".
struct FlashFunctions {
    void (*connect)();
    void (*exit_xip)();
    void (*erase)(std::uint32_t offset, std::size_t count, std::uint32_t block,
                  std::uint8_t command);
    void (*program)(std::uint32_t offset, const std::uint8_t* bytes, std::size_t count);
    void (*flush_cache)();
    void (*enter_xip)();
    void (*boot_stage_2)();
};

/// Finds them, and copies the boot stage to RAM. False if there is no ROM.
[[nodiscard]] bool find_flash_functions(FlashFunctions& functions) noexcept;

}  // namespace perth::hal::rp2040
