// The simulated I2C buses: what a transfer does and how long it takes.
//
//     idle -- start() --> writing --> reading --> idle: the callback
//                            |           |
//                            +-----------+------> idle: nobody acknowledged, or timeout
#include "i2c_bus.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"

namespace perth {

namespace host {

std::vector<const sim::I2cDevice*>& i2c_devices() noexcept {
    static std::vector<const sim::I2cDevice*> devices;
    return devices;
}

namespace {

struct I2c {
    std::uint32_t frequency_hz = 0;  // 0: not begun
    bool busy = false;
    unsigned begun = 0;  // counts transfers and their ends: events of before do not apply
    hal::I2cTransfer transfer = {};
    hal::Callback callback = {};
    std::int64_t deadline = 0;
    Errc result = Errc::none;
    unsigned held_for = 0;  // clocks until a device lets go of the data line
};

constexpr std::size_t bus_count = 2;

// What ports do by recover_i2c_bus(): so many clocks at 100 kHz as it takes, at most nine; a STOP.
constexpr unsigned recovery_clocks = 9;
constexpr std::int64_t recovery_clock_us = 10;
constexpr std::int64_t recovery_stop_us = 15;

I2c& i2c(int bus) noexcept {
    static std::array<I2c, bus_count> all;
    return all[static_cast<unsigned>(bus)];
}

const sim::I2cDevice::Functions* device_at(int bus, std::uint8_t address) noexcept {
    for (const sim::I2cDevice* device : i2c_devices() | std::views::reverse) {
        if (device->answers(bus, address)) return &device->functions();
    }
    return nullptr;
}

void recover(I2c& bus) noexcept {
    if (bus.held_for == 0) return;
    const unsigned clocks = std::min(bus.held_for, recovery_clocks);
    bus.held_for -= clocks;
    simulated_clock().stand_still(clocks * recovery_clock_us + recovery_stop_us);
}

void finish(int bus, Errc result) noexcept {
    I2c& it = i2c(bus);
    it.busy = false;
    it.result = result;
    simulated_clock().interrupt(it.callback);
}

void time_out(int bus, char direction) {
    const hal::I2cTransfer& transfer = i2c(bus).transfer;
    const Record::Bytes bytes = direction == 'w' ? transfer.write : Record::Bytes();
    record().i2c(bus, transfer.address, direction, bytes, false);
    finish(bus, Errc::timeout);
}

/// Calls `action` when so many clocks have passed; or ends the transfer if its time is over before.
template <typename F>
void after(int bus, char direction, std::size_t clocks, std::int64_t stretch, F action) {
    I2c& it = i2c(bus);
    const auto bits = static_cast<std::int64_t>(clocks);
    const std::int64_t end = simulated_clock().now() + stretch +
                             (bits * 1'000'000 + it.frequency_hz - 1) / it.frequency_hz;
    const unsigned begun = it.begun;
    simulated_clock().at(std::min(end, it.deadline), [=] {
        if (i2c(bus).begun != begun) return;
        if (end > i2c(bus).deadline) return time_out(bus, direction);
        action();
    });
}

// Clocks: a start or stop takes one, a byte and its acknowledgement nine.
constexpr std::size_t address_clocks = 1 + 9;
constexpr std::size_t stop_clocks = 1;

void has_written(int bus);

void wait_in_vain(int bus, char direction) {
    const unsigned begun = i2c(bus).begun;
    simulated_clock().at(i2c(bus).deadline, [=] {
        if (i2c(bus).begun == begun) time_out(bus, direction);
    });
}

void read(int bus) {
    const hal::I2cTransfer& transfer = i2c(bus).transfer;
    const auto* device = device_at(bus, transfer.address);
    const bool answers = device != nullptr && device->read;
    const std::size_t clocks =
        address_clocks + (answers ? transfer.read.size() * 9 : 0) + stop_clocks;
    const bool first = transfer.write.empty();
    after(bus, 'r', clocks, first && answers ? device->stretch.count() : 0, [bus] {
        const hal::I2cTransfer& now = i2c(bus).transfer;
        const auto* read_from = device_at(bus, now.address);
        const bool there = read_from != nullptr && read_from->read;
        if (there) read_from->read(now.read);
        record().i2c(bus, now.address, 'r', there ? now.read : Record::Bytes(), there);
        finish(bus, there ? Errc::none : Errc::no_device);
    });
}

void write(int bus) {
    const hal::I2cTransfer& transfer = i2c(bus).transfer;
    const auto* device = device_at(bus, transfer.address);
    const bool last = device == nullptr || transfer.read.empty();
    const std::size_t clocks = address_clocks +
                               (device != nullptr ? transfer.write.size() * 9 : 0) +
                               (last ? stop_clocks : 0);
    after(bus, 'w', clocks, device != nullptr ? device->stretch.count() : 0,
          [bus] { has_written(bus); });
}

void has_written(int bus) {
    const hal::I2cTransfer& transfer = i2c(bus).transfer;
    const auto* device = device_at(bus, transfer.address);
    std::size_t taken = 0;
    if (device != nullptr && device->write) taken = device->write(transfer.write);
    const bool acknowledged = device != nullptr && taken >= transfer.write.size();
    record().i2c(bus, transfer.address, 'w', transfer.write, acknowledged);
    if (!acknowledged) return finish(bus, Errc::no_device);
    if (transfer.read.empty()) return finish(bus, Errc::none);
    read(bus);
}

}  // namespace

void hold_i2c(int bus, unsigned clocks) noexcept { i2c(bus).held_for = clocks; }

void restart_i2c() {
    for (int i = 0; i < static_cast<int>(bus_count); ++i) i2c(i) = {.begun = i2c(i).begun + 1};
}

}  // namespace host

namespace hal {

using host::i2c;

bool chip::i2c_begin(int bus, std::uint32_t frequency_hz) noexcept {
    if (frequency_hz < 1000) return false;
    i2c(bus).frequency_hz = std::min(frequency_hz, std::uint32_t{1'000'000});
    host::recover(i2c(bus));
    return true;
}
void chip::i2c_end(int bus) noexcept {
    i2c_cancel(bus);
    i2c(bus).frequency_hz = 0;
}
bool chip::i2c_start(int bus, const I2cTransfer& transfer, Callback callback) noexcept {
    host::I2c& it = i2c(bus);
    if (it.busy || it.frequency_hz == 0) return false;
    it.busy = true;
    ++it.begun;
    it.transfer = transfer;
    it.callback = callback;
    it.deadline = host::simulated_clock().now() + transfer.timeout_us;
    host::recover(it);
    const bool reads_only = transfer.write.empty() && !transfer.read.empty();
    if (it.held_for > 0) {
        host::wait_in_vain(bus, reads_only ? 'r' : 'w');
    } else if (reads_only) {
        host::read(bus);
    } else {
        host::write(bus);
    }
    return true;
}
Errc chip::i2c_result(int bus) noexcept { return i2c(bus).result; }
void chip::i2c_cancel(int bus) noexcept {
    i2c(bus).busy = false;
    ++i2c(bus).begun;
}

}  // namespace hal
}  // namespace perth
