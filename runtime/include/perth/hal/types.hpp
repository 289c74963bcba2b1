// Small types that ports and their users share.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace perth {

class Scheduler;
class Attention;

/// Which level means "on".
enum class active : bool { low, high };

namespace hal {

/// The `due` that means: no alarm.
inline constexpr std::int64_t no_alarm = std::numeric_limits<std::int64_t>::max();

/// A pad's pull resistor.
enum class Pull : std::uint8_t { none, up, down };

/// Which changes of a pad's level call its interrupt handler.
enum class Edge : std::uint8_t { rising, falling, both };

/// What a port says a unit is that its chip lacks: `using Rtc0 = hal::Absent;` in perth::rtc. Who
/// uses it is told in a sentence.
struct Absent {};

/// Why the chip started. No emulator tells it right, and not every chip does.
enum class ResetCause : std::uint8_t {
    unknown,
    power_on,   ///< the supply came, or had fallen too low
    pin,        ///< the reset pin
    software,   ///< hal::reset() and the like
    watchdog,   ///< nobody fed it
    low_power,  ///< woken from a sleep that ends in a reset
};
/// Returns the enumerator's name, as "power_on".
[[nodiscard]] const char* name(ResetCause cause) noexcept;

/// A piece of flash that is erased as a whole.
struct FlashSector {
    std::uint32_t address;
    std::uint32_t size;  ///< bytes
};

/// A function with its argument, for interrupt handlers. Empty if `function` is null.
struct Callback {
    void (*function)(void* argument) = nullptr;
    void* argument = nullptr;
    void operator()() const noexcept {
        if (function != nullptr) function(argument);
    }
};

/// What an I2C master is to do: first write, then read after a repeated start. Both empty: only ask
/// whether a device answers.
struct I2cTransfer {
    std::uint8_t address;  ///< 7 bits, without the direction
    std::span<const std::uint8_t> write = {};
    std::span<std::uint8_t> read = {};
    std::uint32_t timeout_us = 100'000;  ///< of the whole transfer
};

/// How an SPI master talks.
struct SpiSettings {
    std::uint32_t frequency_hz = 1'000'000;  ///< at most; the port takes the next lower one it has
    std::uint8_t mode = 0;                   ///< 0…3: clock polarity * 2 + clock phase
};

/// What an SPI master is to do: as many bytes as the longer of both has, the highest bit first.
struct SpiTransfer {
    std::span<const std::uint8_t> write = {};  ///< where it ends, `fill` is sent
    std::span<std::uint8_t> read = {};         ///< where it ends, what comes is dropped
    std::uint8_t fill = 0;
};

}  // namespace hal
}  // namespace perth
