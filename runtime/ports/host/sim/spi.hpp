// Devices on a simulated SPI bus.
#pragma once

#include <cstdint>
#include <functional>

namespace perth::sim {

/// A device on a bus while the object lives.
///
///     std::uint8_t last = 0;
///     const sim::SpiDevice echo(0, {
///         .select_pad = 5,   // pad::P5, low while it is meant
///         .exchange = [&](std::uint8_t byte) { return std::exchange(last, byte); },
///     });
class SpiDevice {
public:
    static constexpr int always = -1;

    struct Functions {
        int select_pad = always;  ///< the pad whose low level means this device
        /// Takes a byte and returns what it sends meanwhile.
        std::function<std::uint8_t(std::uint8_t)> exchange = {};
        /// Is told when the pad changes.
        std::function<void(bool selected)> on_select = {};
    };

    /// `bus` 0: spi::S0.
    SpiDevice(int bus, Functions functions);
    ~SpiDevice();
    SpiDevice(const SpiDevice&) = delete;
    SpiDevice& operator=(const SpiDevice&) = delete;

    /// Returns whether a transfer on this bus is for it now.
    [[nodiscard]] bool listens(int bus) const noexcept;
    /// Says that a pad has become high, or not.
    void pad_changed(int pad, bool level) const;
    [[nodiscard]] std::uint8_t exchange(std::uint8_t byte) const {
        return functions_.exchange ? functions_.exchange(byte) : 0xFF;
    }

private:
    int bus_;
    Functions functions_;
};

}  // namespace perth::sim
