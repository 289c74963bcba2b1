// The simulated SPI buses: what a transfer does and how long it takes.
#include "spi_bus.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"

namespace perth {

namespace host {

std::vector<const sim::SpiDevice*>& spi_devices() noexcept {
    static std::vector<const sim::SpiDevice*> devices;
    return devices;
}

namespace {

struct Spi {
    std::uint32_t frequency_hz = 0;  // 0: not begun
    bool busy = false;
    unsigned begun = 0;  // counts transfers and their ends: events of before do not apply
    hal::SpiTransfer transfer = {};
    hal::Callback callback = {};
};

constexpr std::size_t bus_count = 2;

Spi& spi(int bus) noexcept {
    static std::array<Spi, bus_count> all;
    return all[static_cast<unsigned>(bus)];
}

std::size_t size_of(const hal::SpiTransfer& transfer) noexcept {
    return std::max(transfer.write.size(), transfer.read.size());
}

/// Returns what comes while `byte` goes; 0xFF if nobody is meant.
std::uint8_t exchange(int bus, std::uint8_t byte) {
    std::uint8_t answer = 0xFF;  // the line is pulled up
    for (const sim::SpiDevice* device : spi_devices()) {
        if (device->listens(bus)) answer &= device->exchange(byte);
    }
    return answer;
}

void finish(int bus) {
    const hal::SpiTransfer transfer = spi(bus).transfer;
    std::vector<std::uint8_t> sent;
    std::vector<std::uint8_t> received;
    for (std::size_t i = 0; i < size_of(transfer); ++i) {
        sent.push_back(i < transfer.write.size() ? transfer.write[i] : transfer.fill);
        received.push_back(exchange(bus, sent.back()));
    }
    std::copy_n(received.begin(), transfer.read.size(), transfer.read.begin());
    record().spi(bus, sent, received);
    spi(bus).busy = false;
    simulated_clock().interrupt(spi(bus).callback);
}

}  // namespace

void restart_spi() {
    for (int i = 0; i < static_cast<int>(bus_count); ++i) spi(i) = {.begun = spi(i).begun + 1};
}

}  // namespace host

namespace hal {

using host::spi;

bool chip::spi_begin(int bus, const SpiSettings& settings) noexcept {
    if (settings.mode > 3 || settings.frequency_hz < 1000) return false;
    spi(bus).frequency_hz = std::min(settings.frequency_hz, std::uint32_t{50'000'000});
    return true;
}
void chip::spi_end(int bus) noexcept {
    spi_cancel(bus);
    spi(bus).frequency_hz = 0;
}
bool chip::spi_start(int bus, const SpiTransfer& transfer, Callback callback) noexcept {
    host::Spi& it = spi(bus);
    if (it.busy || it.frequency_hz == 0) return false;
    it.busy = true;
    const unsigned begun = ++it.begun;
    it.transfer = transfer;
    it.callback = callback;
    const auto bits = static_cast<std::int64_t>(host::size_of(transfer) * 8);
    const std::int64_t duration = (bits * 1'000'000 + it.frequency_hz - 1) / it.frequency_hz;
    host::simulated_clock().at(host::simulated_clock().now() + duration, [bus, begun] {
        if (spi(bus).begun == begun) host::finish(bus);
    });
    return true;
}
void chip::spi_cancel(int bus) noexcept {
    spi(bus).busy = false;
    ++spi(bus).begun;
}

}  // namespace hal
}  // namespace perth
