// Devices on a simulated I2C bus.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "host.hpp"

namespace perth::sim {

using host::Microseconds;

/// A device that answers at an address while the object lives. Of several at one address the newest
/// does.
///
///     std::uint16_t counter = 0;
///     const sim::I2cDevice clock(0, 0x68, {
///         .write = {},   // it acknowledges no byte
///         .read = [&](std::span<std::uint8_t> bytes) { bytes[0] = std::uint8_t(++counter); },
///     });
class I2cDevice {
public:
    struct Functions {
        /// Takes what the master has written; returns how many of the bytes it acknowledges.
        std::function<std::size_t(std::span<const std::uint8_t>)> write = {};
        /// Fills in what the master has read; without it, it does not answer to be read.
        std::function<void(std::span<std::uint8_t>)> read = {};
        /// How long it holds the clock in each transfer.
        Microseconds stretch{0};
    };

    /// `bus` 0: i2c::I0; `address` has 7 bits.
    I2cDevice(int bus, std::uint8_t address, Functions functions);
    ~I2cDevice();
    I2cDevice(const I2cDevice&) = delete;
    I2cDevice& operator=(const I2cDevice&) = delete;

    [[nodiscard]] bool answers(int bus, std::uint8_t address) const noexcept {
        return bus == bus_ && address == address_;
    }
    [[nodiscard]] const Functions& functions() const noexcept { return functions_; }

private:
    int bus_;
    std::uint8_t address_;
    Functions functions_;
};

/// Lets some device hold the data line until it has seen so many clocks, as one that was
/// interrupted in a byte does; nothing comes through until then. `clocks` beyond nine: it takes
/// several attempts to free the bus.
void hold_i2c(int bus, unsigned clocks) noexcept;

/// A device of 256 registers of a byte, as most sensors are: the first byte written chooses one,
/// what follows is written there and on, and reading goes on from there.
class I2cRegisters {
public:
    I2cRegisters(int bus, std::uint8_t address);

    /// The register's byte; for both sides.
    [[nodiscard]] std::uint8_t& operator[](std::uint8_t number) noexcept { return bytes_[number]; }

private:
    std::size_t write(std::span<const std::uint8_t> bytes) noexcept;
    void read(std::span<std::uint8_t> bytes) noexcept;

    std::array<std::uint8_t, 256> bytes_{};
    std::uint8_t next_ = 0;
    I2cDevice device_;
};

}  // namespace perth::sim
