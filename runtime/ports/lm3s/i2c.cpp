// The I2C buses: each byte's end interrupts, and begins the next byte.
//
//     idle -- start() --> writing --> STOP --> reading --> STOP --> idle: the callback
//                            |                    |
//                            +--------------------+--> not acknowledged, time-out: the callback
//
// An alarm looks once a millisecond whether the time is over, and whether a byte has ended without
// an interrupt: in QEMU one that nobody acknowledges does so.
#include "i2c.hpp"

#include <perth_port.hpp>

#include "alarm.hpp"
#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

constexpr std::uint32_t look_us = 1000;

template <unsigned Unit>
void look() noexcept;

struct Bus {
    explicit constexpr Bus(Callback look_at_it) noexcept : alarm(look_at_it) {}

    I2cTransfer transfer = {};
    Callback callback = {};
    Alarm alarm;
    const I2cPads* pads = nullptr;  // null: not begun
    std::int64_t deadline = 0;
    std::size_t done = 0;     // bytes of the direction that is under way
    std::uint32_t steps = 0;  // bytes begun since the alarm looked
    unsigned begun = 0;       // counts transfers
    std::uint8_t period = 0;  // MTPR
    Errc result = Errc::none;
    Errc ending = Errc::none;  // not none: a STOP is under way, and this will be the result
    bool reading = false;
    bool busy = false;
    bool claimed = false;
};
// Changed with interrupts masked, or in the unit's interrupt.
Bus buses[] = {Bus({[](void*) { look<0>(); }}), Bus({[](void*) { look<1>(); }})};

// TI DS-LM3S6965, "Interrupts".
constexpr unsigned irq_of(unsigned unit) noexcept { return unit == 0 ? 8 : 37; }

void set_up(unsigned unit) noexcept {
    lm3s::i2c(unit).configuration = I2c::master;
    lm3s::i2c(unit).period = buses[unit].period;
    lm3s::i2c(unit).mask = 1;
}

// The unit forgets what it was at, and lets go of the lines.
void reset_unit(unsigned unit) noexcept {
    Register& reset = system_control().reset[1];
    set_bits(reset, SystemControl::i2c(unit), true);
    set_bits(reset, SystemControl::i2c(unit), false);
    set_up(unit);
}

void finish(unsigned unit, Errc result) noexcept {
    Bus& bus = buses[unit];
    bus.alarm.cancel();
    bus.busy = false;
    bus.result = result;
    const Callback callback = bus.callback;
    callback();
}

// Nothing to write and nothing to read still reads a byte.
std::size_t bytes_to_read(const Bus& bus) noexcept {
    if (bus.transfer.write.empty() && bus.transfer.read.empty()) return 1;
    return bus.transfer.read.size();
}

void step(unsigned unit, std::uint32_t command) noexcept {
    lm3s::i2c(unit).clear = 1;
    ++buses[unit].steps;
    lm3s::i2c(unit).control_status = command;
}

void write_byte(unsigned unit) noexcept {
    Bus& bus = buses[unit];
    const bool first = bus.done == 0, last = bus.done + 1 == bus.transfer.write.size();
    lm3s::i2c(unit).data = bus.transfer.write[bus.done];
    step(unit, I2c::run | (first ? I2c::start : 0) | (last ? I2c::stop : 0));
}

void read_byte(unsigned unit) noexcept {
    Bus& bus = buses[unit];
    const bool first = bus.done == 0, last = bus.done + 1 == bytes_to_read(bus);
    step(unit, I2c::run | (first ? I2c::start : 0) | (last ? I2c::stop : I2c::acknowledge));
}

void begin_direction(unsigned unit, bool reading) noexcept {
    Bus& bus = buses[unit];
    bus.reading = reading;
    bus.done = 0;
    lm3s::i2c(unit).address = std::uint32_t{bus.transfer.address} << 1 | (reading ? 1 : 0);
    reading ? read_byte(unit) : write_byte(unit);
}

void written(unsigned unit) noexcept {
    Bus& bus = buses[unit];
    ++bus.done;
    if (bus.done != bus.transfer.write.size()) return write_byte(unit);
    if (bus.transfer.read.empty()) return finish(unit, Errc::none);
    begin_direction(unit, true);
}

void has_read(unsigned unit) noexcept {
    Bus& bus = buses[unit];
    const auto byte = static_cast<std::uint8_t>(lm3s::i2c(unit).data);
    if (bus.done < bus.transfer.read.size()) bus.transfer.read[bus.done] = byte;
    ++bus.done;
    if (bus.done != bytes_to_read(bus)) return read_byte(unit);
    finish(unit, Errc::none);
}

// Gives the bus up in the middle of a transfer.
void abandon(unsigned unit) noexcept {
    const std::uint32_t state = lm3s::i2c(unit).control_status;
    if ((state & I2c::busy) != 0) return reset_unit(unit);
    if ((state & I2c::bus_busy) != 0) lm3s::i2c(unit).control_status = I2c::stop;
}

// Nobody acknowledged. The unit has sent the STOP itself if the byte was to be the last.
void fail(unsigned unit) noexcept {
    if ((lm3s::i2c(unit).control_status & I2c::bus_busy) == 0) return finish(unit, Errc::no_device);
    buses[unit].ending = Errc::no_device;
    step(unit, I2c::stop);
}

// A byte or a STOP has ended.
void advance(unsigned unit) noexcept {
    const Bus& bus = buses[unit];
    if (bus.ending != Errc::none) return finish(unit, bus.ending);
    if ((lm3s::i2c(unit).control_status & I2c::error) != 0) return fail(unit);
    bus.reading ? has_read(unit) : written(unit);
}

bool is_between_bytes(unsigned unit) noexcept {
    return (lm3s::i2c(unit).control_status & I2c::busy) == 0;
}

void set_alarm(Bus& bus) noexcept {
    const std::int64_t left = bus.deadline - now();
    bus.alarm.set(left < look_us ? static_cast<std::uint32_t>(left < 0 ? 0 : left) : look_us);
}

template <unsigned Unit>
void look() noexcept {
    Bus& bus = buses[Unit];
    const unsigned begun = bus.begun;
    const bool over = now() >= bus.deadline;
    // A byte that has just begun may not be marked as busy yet.
    if (is_between_bytes(Unit) && (over || bus.steps == 0)) advance(Unit);
    if (!bus.busy || bus.begun != begun) return;
    if (over) {
        abandon(Unit);
        return finish(Unit, bus.ending == Errc::none ? Errc::timeout : bus.ending);
    }
    bus.steps = 0;
    set_alarm(bus);
}

void interrupt(unsigned unit) noexcept {
    const Critical guard;
    lm3s::i2c(unit).clear = 1;
    if (buses[unit].busy && is_between_bytes(unit)) advance(unit);
}

// Before a START: frees the data line if a device holds it.
void free_lines(unsigned unit) noexcept {
    const I2cPads& pads = *buses[unit].pads;
    if (!pads.is_held()) return;
    pads.recover();
    pads.connect();
    reset_unit(unit);
}

}  // namespace

bool claim_i2c(unsigned unit) noexcept {
    const Critical guard;
    const bool is_free = !buses[unit].claimed;
    buses[unit].claimed = true;
    return is_free;
}

void unclaim_i2c(unsigned unit) noexcept { buses[unit].claimed = false; }

// TI DS-LM3S6965, "Available Speed Modes": a clock takes 20 * (MTPR + 1) of the core's.
bool begin_i2c(unsigned unit, const I2cPads& pads, std::uint32_t frequency_hz) noexcept {
    constexpr std::uint32_t fast_mode_hz = 400'000, most = 127;
    if (frequency_hz == 0) return false;
    if (frequency_hz > fast_mode_hz) frequency_hz = fast_mode_hz;
    const std::uint32_t clock_hz = cortex_m::CoreClock::cycles_per_us() * 1'000'000;
    const std::uint32_t period = (clock_hz / 20 + frequency_hz - 1) / frequency_hz;
    if (period > most + 1) return false;
    cancel_i2c(unit);
    {
        const Critical guard;
        start_clock(1, SystemControl::i2c(unit));
        buses[unit].period = static_cast<std::uint8_t>(period - 1);
        buses[unit].pads = &pads;
        set_up(unit);
        if (lm3s::i2c(unit).configuration != I2c::master) return false;  // of an emulator's 0
        pads.connect();
        cortex_m::nvic().enable(irq_of(unit));
    }
    free_lines(unit);
    return true;
}

void end_i2c(unsigned unit) noexcept {
    cancel_i2c(unit);
    if (buses[unit].pads == nullptr) return;
    lm3s::i2c(unit).configuration = 0;
    buses[unit].pads = nullptr;
}

bool start_i2c(unsigned unit, const I2cTransfer& transfer, Callback callback) noexcept {
    Bus& bus = buses[unit];
    const Critical guard;
    if (bus.busy || bus.pads == nullptr) return false;
    free_lines(unit);
    bus.transfer = transfer;
    bus.callback = callback;
    bus.deadline = now() + transfer.timeout_us;
    bus.ending = Errc::none;
    bus.busy = true;
    ++bus.begun;
    begin_direction(unit, transfer.write.empty());
    bus.steps = 0;
    set_alarm(bus);
    return true;
}

Errc i2c_result(unsigned unit) noexcept { return buses[unit].result; }

void cancel_i2c(unsigned unit) noexcept {
    const Critical guard;
    if (!buses[unit].busy) return;
    buses[unit].alarm.cancel();
    buses[unit].busy = false;
    abandon(unit);
}

}  // namespace perth::hal::lm3s

PERTH_IRQ(I2C0) { perth::hal::lm3s::interrupt(0); }
PERTH_IRQ(I2C1) { perth::hal::lm3s::interrupt(1); }
