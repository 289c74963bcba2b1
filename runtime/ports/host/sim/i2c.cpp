#include "sim/i2c.hpp"

#include <utility>

#include "i2c_bus.hpp"

namespace perth::sim {

I2cDevice::I2cDevice(int bus, std::uint8_t address, Functions functions)
    : bus_(bus), address_(address), functions_(std::move(functions)) {
    host::i2c_devices().push_back(this);
}

void hold_i2c(int bus, unsigned clocks) noexcept { host::hold_i2c(bus, clocks); }

I2cDevice::~I2cDevice() { std::erase(host::i2c_devices(), this); }

I2cRegisters::I2cRegisters(int bus, std::uint8_t address)
    : device_(bus, address,
              {.write = [this](std::span<const std::uint8_t> bytes) { return write(bytes); },
               .read = [this](std::span<std::uint8_t> bytes) { read(bytes); }}) {}

std::size_t I2cRegisters::write(std::span<const std::uint8_t> bytes) noexcept {
    if (bytes.empty()) return 0;
    next_ = bytes.front();
    for (const std::uint8_t byte : bytes.subspan(1)) bytes_[next_++] = byte;
    return bytes.size();
}

void I2cRegisters::read(std::span<std::uint8_t> bytes) noexcept {
    for (std::uint8_t& byte : bytes) byte = bytes_[next_++];
}

}  // namespace perth::sim
