// I2C, a byte an interrupt. Source: Nordic nRF51 Series Reference Manual v3.0, "Two Wire Interface
// (TWI)".
//
//     start ──► writing ──► reading ──► stopping ──► idle, callback
//                  │  nothing to read      ▲  ▲
//                  └───────────────────────┘  │
//               an error, in any of them ─────┘
//
// While a byte is read the unit is suspended at its end until we say whether the next is the last.
// A tick looks at the unit, too. It ends what takes too long: then the unit is switched off and on
// (Nordic nRF51822 PAN v3.0, 56 "TWI: module lock-up") and the bus is freed. In QEMU, where the
// unit is a stub that never interrupts, it also does the work, a byte a millisecond.
#include "i2c.hpp"

#include <perth_port.hpp>

#include "registers.hpp"
#include "serial_units.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr std::uint32_t interrupts =
    interrupt_bit(offsetof(Twi, stopped)) | interrupt_bit(offsetof(Twi, received)) |
    interrupt_bit(offsetof(Twi, sent)) | interrupt_bit(offsetof(Twi, error));

enum class State : std::uint8_t { idle, writing, reading, stopping };

struct Bus {
    I2cTransfer transfer;
    Callback callback;
    std::int64_t limit;
    std::uint32_t frequency;  // the register's value; 0: not begun
    std::uint32_t done;       // bytes of the present direction
    I2cPads pads;
    State state;
    Errc result;
};
Bus buses[2];  // changed with interrupts masked, or in interrupts, which do not nest

std::uint32_t frequency_code(std::uint32_t hz) noexcept {
    if (hz >= 400'000) return Twi::k400;
    if (hz >= 250'000) return Twi::k250;
    return hz >= 100'000 ? Twi::k100 : 0;
}

// Asking whether a device answers is reading a byte: the unit cannot send an address alone.
std::size_t bytes_to_read(const Bus& bus) noexcept {
    const std::size_t size = bus.transfer.read.size();
    return size == 0 ? 1 : size;
}

void connect(unsigned number) noexcept {
    const Bus& bus = buses[number];
    for (const unsigned pin : {bus.pads.scl, bus.pads.sda}) {
        gpio().pads[pin] = Gpio::open_drain | Gpio::pulled_up;
    }
    twi(number).scl_pad = bus.pads.scl;
    twi(number).sda_pad = bus.pads.sda;
    twi(number).frequency = bus.frequency;
    twi(number).enable = Twi::enabled;
    twi(number).interrupts_on = interrupts;
}

void switch_off(unsigned number) noexcept {
    twi(number).interrupts_off = interrupts;
    twi(number).enable = 0;
    twi(number).power = 0;
    (void)twi(number).power;
    twi(number).power = 1;
}

void finish(unsigned number, Errc result) noexcept {
    Bus& bus = buses[number];
    stop_serial_ticks(number);
    bus.state = State::idle;
    bus.result = result;
    Callback(bus.callback)();  // which may start the next
}

void stop(unsigned number) noexcept {
    twi(number).shortcuts = 0;
    twi(number).resume = 1;
    twi(number).stop = 1;
    buses[number].state = State::stopping;
}

void read_next(unsigned number, std::size_t left) noexcept {
    twi(number).shortcuts = left == 1 ? Twi::stop_at_byte : Twi::suspend_at_byte;
}

void begin_reading(unsigned number) noexcept {
    Bus& bus = buses[number];
    bus.state = State::reading;
    bus.done = 0;
    read_next(number, bytes_to_read(bus));
    twi(number).start_receiving = 1;
}

void begin_writing(unsigned number) noexcept {
    Bus& bus = buses[number];
    bus.state = State::writing;
    bus.done = 1;
    twi(number).shortcuts = 0;
    twi(number).start_sending = 1;
    twi(number).tx_data = bus.transfer.write[0];
}

void note_error(unsigned number) noexcept {
    twi(number).error = 0;
    twi(number).errors = Twi::all_errors;
    if (buses[number].state == State::idle) return;
    buses[number].result = Errc::no_device;
    stop(number);
}

void byte_sent(unsigned number) noexcept {
    Bus& bus = buses[number];
    twi(number).sent = 0;
    if (bus.done < bus.transfer.write.size()) {
        twi(number).tx_data = bus.transfer.write[bus.done++];
    } else if (bus.transfer.read.empty()) {
        stop(number);
    } else {
        begin_reading(number);
    }
}

void byte_received(unsigned number) noexcept {
    Bus& bus = buses[number];
    twi(number).received = 0;
    const auto byte = static_cast<std::uint8_t>(twi(number).rx_data);
    if (bus.done < bus.transfer.read.size()) bus.transfer.read[bus.done] = byte;
    ++bus.done;
    const std::size_t left = bytes_to_read(bus) - bus.done;
    if (left == 0) {
        bus.state = State::stopping;  // by the shortcut
        return;
    }
    read_next(number, left);
    twi(number).resume = 1;
}

// An event that nobody waits for would interrupt for ever: a byte is also reported as sent when it
// was not acknowledged.
void forget_events(unsigned number) noexcept {
    const State state = buses[number].state;
    Twi& unit = twi(number);
    if (state == State::writing || state == State::reading) return;
    unit.sent = 0;
    unit.received = 0;
    if (state == State::idle) unit.stopped = 0;
}

void step(unsigned number) noexcept {
    const Bus& bus = buses[number];
    Twi& unit = twi(number);
    if (unit.error != 0) {
        note_error(number);
    } else if (bus.state == State::writing && unit.sent != 0) {
        byte_sent(number);
    } else if (bus.state == State::reading && unit.received != 0) {
        byte_received(number);
    } else if (bus.state == State::stopping && unit.stopped != 0) {
        unit.stopped = 0;
        finish(number, bus.result);
    }
    forget_events(number);
}

// The edges of the recovery are not the unit's business: it is off meanwhile.
void give_up(unsigned number) noexcept {
    Bus& bus = buses[number];
    switch_off(number);
    (void)bus.pads.recover();
    connect(number);
    finish(number, Errc::timeout);
}

void tick(unsigned number) noexcept {
    step(number);
    const Bus& bus = buses[number];
    if (bus.state != State::idle && now() >= bus.limit) give_up(number);
}

}  // namespace

bool claim_i2c(unsigned number) noexcept { return claim_serial(number, step); }
void unclaim_i2c(unsigned number) noexcept { unclaim_serial(number); }

bool begin_i2c(unsigned number, const I2cPads& pads, std::uint32_t frequency_hz) noexcept {
    const std::uint32_t code = frequency_code(frequency_hz);
    if (code == 0) return false;
    cancel_i2c(number);
    Bus& bus = buses[number];
    bus.frequency = code;
    bus.pads = pads;
    connect(number);
    enable_serial(number);
    return true;
}

void end_i2c(unsigned number) noexcept {
    Bus& bus = buses[number];
    if (bus.frequency == 0) return;
    cancel_i2c(number);
    switch_off(number);
    release(bus.pads.scl);
    release(bus.pads.sda);
    bus.frequency = 0;
}

bool start_i2c(unsigned number, const I2cTransfer& transfer, Callback callback) noexcept {
    const Critical guard;
    Bus& bus = buses[number];
    if (bus.frequency == 0 || bus.state != State::idle) return false;
    bus.transfer = transfer;
    bus.callback = callback;
    bus.result = Errc::none;
    bus.limit = now() + transfer.timeout_us;
    Twi& unit = twi(number);
    unit.address = transfer.address;
    unit.stopped = 0;
    unit.received = 0;
    unit.sent = 0;
    unit.error = 0;
    start_serial_ticks(number, tick);
    if (transfer.write.empty()) {
        begin_reading(number);
    } else {
        begin_writing(number);
    }
    return true;
}

Errc i2c_result(unsigned number) noexcept {
    const Critical guard;
    return buses[number].result;
}

void cancel_i2c(unsigned number) noexcept {
    const Critical guard;
    Bus& bus = buses[number];
    if (bus.state == State::idle) return;
    stop_serial_ticks(number);
    bus.state = State::idle;
    switch_off(number);
    connect(number);
}

}  // namespace perth::hal::nrf51
