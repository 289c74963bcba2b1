// What the simulated chip has one of, as types: flash, calendar clock and watchdog.
#pragma once

#include <cstdint>
#include <span>

#include "perth/base/errc.hpp"
#include "perth/hal/types.hpp"
#include "units.hpp"

namespace perth::hal::chip {

Errc flash_erase(std::uint32_t sector) noexcept;
Errc flash_write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept;
void flash_read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept;

bool rtc_is_set() noexcept;
void rtc_set(std::int64_t seconds) noexcept;
std::int64_t rtc_now() noexcept;

bool watchdog_begin(std::uint32_t timeout_us) noexcept;
void watchdog_feed() noexcept;

}  // namespace perth::hal::chip

/// A flash of 1 MiB with sectors of 4 KiB, as slow as that of a microcontroller. It is not the
/// memory that the program runs from: it acts as if the program took the first 64 KiB. What tests
/// do with it is in sim/flash.hpp.
namespace perth::flash {

struct Internal : hal::chip::VirtualUnit<'F', 0> {
    static constexpr std::uint32_t start = 0x0800'0000;
    static constexpr std::uint32_t size = 1024 * 1024;
    static constexpr std::uint32_t sector_size = 4096;
    static constexpr std::uint32_t write_unit = 4;
    static constexpr std::uint32_t longest_erase_us = 20'000;
    static constexpr std::uint32_t longest_write_us = 40;
    static std::uint32_t program_end() noexcept { return start + 64 * 1024; }
    static hal::FlashSector sector_at(std::uint32_t address) noexcept {
        return {address - (address - start) % sector_size, sector_size};
    }
    static Errc erase(std::uint32_t address) noexcept {
        return hal::chip::flash_erase(sector_at(address).address);
    }
    static Errc write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
        return hal::chip::flash_write(address, bytes);
    }
    static void read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
        hal::chip::flash_read(address, buffer);
    }
};

}  // namespace perth::flash

/// A clock that counts the seconds of the port's time; from 2000-01-01 on until it is set.
namespace perth::rtc {

struct Rtc0 : hal::chip::VirtualUnit<'R', 0> {
    static bool begin() noexcept { return true; }
    static bool is_set() noexcept { return hal::chip::rtc_is_set(); }
    static void set(std::int64_t seconds) noexcept { hal::chip::rtc_set(seconds); }
    static std::int64_t now() noexcept { return hal::chip::rtc_now(); }
};

}  // namespace perth::rtc

/// A watchdog that ends the program: it panics, naming its time-out in microseconds, which gives
/// exit code 1.
namespace perth::watchdog {

struct Watchdog0 : hal::chip::VirtualUnit<'D', 0> {
    static bool begin(std::uint32_t timeout_us) noexcept {
        return hal::chip::watchdog_begin(timeout_us);
    }
    static void feed() noexcept { hal::chip::watchdog_feed(); }
};

}  // namespace perth::watchdog
