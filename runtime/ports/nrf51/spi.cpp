// SPI, a byte an interrupt. Source: Nordic nRF51 Series Reference Manual v3.0, "Serial Peripheral
// Interface (SPI) Master".
//
// A unit whose bytes do not end, as in QEMU, is given up at the second tick without one: the
// transfer ends, what it did not read is 0.
#include "spi.hpp"

#include <algorithm>

#include <perth_port.hpp>

#include "registers.hpp"
#include "serial_units.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr std::uint32_t interrupts = interrupt_bit(offsetof(Spi, ready));

struct Bus {
    SpiTransfer transfer;
    Callback callback;
    std::size_t done;     // bytes
    std::size_t at_tick;  // `done` when the last tick came
    SpiPads pads;
    bool begun;
    bool active;
};
Bus buses[2];  // changed with interrupts masked, or in interrupts, which do not nest

// FREQUENCY is 0x02000000 for 125 kHz, and twice as much for each doubling up to 8 MHz.
std::uint32_t frequency_code(std::uint32_t hz) noexcept {
    constexpr std::uint32_t slowest = 125'000, slowest_code = 0x0200'0000;
    constexpr unsigned doublings = 6;
    if (hz < slowest) return 0;
    unsigned doubled = 0;
    while (doubled < doublings && hz >= slowest << (doubled + 1)) ++doubled;
    return slowest_code << doubled;
}

std::size_t size_of(const SpiTransfer& transfer) noexcept {
    return std::max(transfer.write.size(), transfer.read.size());
}

void send(unsigned number) noexcept {
    const Bus& bus = buses[number];
    spi(number).tx_data =
        bus.done < bus.transfer.write.size() ? bus.transfer.write[bus.done] : bus.transfer.fill;
}

void finish(unsigned number) noexcept {
    stop_serial_ticks(number);
    buses[number].active = false;
    Callback(buses[number].callback)();  // which may start the next
}

void receive(unsigned number) noexcept {
    Bus& bus = buses[number];
    spi(number).ready = 0;
    const auto byte = static_cast<std::uint8_t>(spi(number).rx_data);
    if (bus.done < bus.transfer.read.size()) bus.transfer.read[bus.done] = byte;
    ++bus.done;
}

void step(unsigned number) noexcept {
    const Bus& bus = buses[number];
    if (!bus.active) {
        spi(number).ready = 0;  // of a transfer that was cancelled
        return;
    }
    const std::size_t size = size_of(bus.transfer);
    if (bus.done < size) {
        if (spi(number).ready == 0) return;
        receive(number);
    }
    if (bus.done == size) return finish(number);
    send(number);
}

void tick(unsigned number) noexcept {
    Bus& bus = buses[number];
    step(number);
    if (!bus.active) return;
    const bool stands_still = bus.done == bus.at_tick;
    bus.at_tick = bus.done;
    if (!stands_still) return;
    for (; bus.done < bus.transfer.read.size(); ++bus.done) bus.transfer.read[bus.done] = 0;
    finish(number);
}

}  // namespace

bool claim_spi(unsigned number) noexcept { return claim_serial(number, step); }
void unclaim_spi(unsigned number) noexcept { unclaim_serial(number); }

bool begin_spi(unsigned number, const SpiPads& pads, const SpiSettings& settings) noexcept {
    const std::uint32_t code = frequency_code(settings.frequency_hz);
    if (code == 0 || settings.mode > 3) return false;
    cancel_spi(number);
    Bus& bus = buses[number];
    bus.pads = pads;
    bus.begun = true;
    const bool idles_high = (settings.mode & 2) != 0;
    make_output(pads.sck, idles_high);
    make_output(pads.mosi, false);
    make_input(pads.miso, Pull::none);
    spi(number).enable = 0;
    spi(number).sck_pad = pads.sck;
    spi(number).mosi_pad = pads.mosi;
    spi(number).miso_pad = pads.miso;
    spi(number).frequency = code;
    spi(number).config = (idles_high ? Spi::clock_idles_high : 0) |
                         ((settings.mode & 1) != 0 ? Spi::samples_trailing_edge : 0);
    spi(number).enable = Spi::enabled;
    spi(number).ready = 0;
    spi(number).interrupts_on = interrupts;
    enable_serial(number);
    return true;
}

void end_spi(unsigned number) noexcept {
    Bus& bus = buses[number];
    if (!bus.begun) return;
    cancel_spi(number);
    spi(number).interrupts_off = interrupts;
    spi(number).enable = 0;
    for (const unsigned pin : {bus.pads.sck, bus.pads.mosi, bus.pads.miso}) release(pin);
    bus.begun = false;
}

bool start_spi(unsigned number, const SpiTransfer& transfer, Callback callback) noexcept {
    const Critical guard;
    Bus& bus = buses[number];
    if (!bus.begun || bus.active) return false;
    bus.transfer = transfer;
    bus.callback = callback;
    bus.done = 0;
    bus.at_tick = 1;  // the first tick may come at once
    bus.active = true;
    start_serial_ticks(number, tick);
    if (size_of(transfer) != 0) {
        send(number);
    } else {
        pend_serial(number);  // its end is told as any other's
    }
    return true;
}

// What is on the wire is let go to its end, and forgotten.
void cancel_spi(unsigned number) noexcept {
    const Critical guard;
    Bus& bus = buses[number];
    if (!bus.active) return;
    stop_serial_ticks(number);
    bus.active = false;
    spi(number).enable = 0;
    spi(number).ready = 0;
    spi(number).enable = Spi::enabled;
}

}  // namespace perth::hal::nrf51
