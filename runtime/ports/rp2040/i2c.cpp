// The I2C buses, by interrupt.
//
// The unit takes commands, one a byte, and gives a STOP with the last one. There are never more
// reads asked for than its queue has room for. Without interrupts that come, a transfer ends by its
// deadline:
//
//     start ──► commands, bytes ──► STOP seen ──► callback
//                     ├─ nobody acknowledges: the unit gives a STOP by itself ──► no_device
//                     └─ arbitration lost, or the deadline ──► unit reset ──► timeout
#include "i2c.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "deadline.hpp"
#include "startup.hpp"
#include "unit_registers.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr std::size_t queue_size = 16;

void time_is_over(void* unit) noexcept;

// Changed with interrupts masked, or in the bus's interrupt.
struct State {
    const I2cLines* lines = nullptr;  // null: not begun
    std::uint32_t frequency_hz = 0;
    I2cTransfer transfer = {};
    Callback callback;
    Deadline deadline;
    std::size_t commands = 0;  // how many the transfer has; 0: none is under way
    std::size_t asked = 0;     // commands given to the unit
    std::size_t received = 0;
    Errc result = Errc::none;
};
State states[2];

unsigned unit_of(const State& state) noexcept { return &state == &states[0] ? 0 : 1; }

void configure(unsigned unit, std::uint32_t frequency_hz) noexcept {
    const std::uint32_t period = (sys_hz + frequency_hz - 1) / frequency_hz;
    const std::uint32_t low = period * 3 / 5;  // the bus's specification: low longer than high
    I2c& it = i2c(unit);
    it.enable = 0;
    it.control = I2c::master | I2c::no_slave | I2c::fast | I2c::restart_enable;
    it.fast_high = period - low;
    it.fast_low = low;
    it.spike_length = low < 16 ? 1 : low / 16;
    it.hold = frequency_hz < 1'000'000 ? sys_hz / 10'000 * 3 / 1'000 + 1   // 300 ns
                                       : sys_hz / 10'000 * 3 / 2'500 + 1;  // 120 ns
    it.receive_level = 0;
    it.transmit_level = 0;
    it.interrupts = 0;
    (void)it.clear;
}

// Lets the unit end a transfer by a STOP, if it can: a device is not left in the middle of a byte.
void abort_transfer(unsigned unit) noexcept {
    constexpr std::int64_t patience = 250;  // us; two bytes at 100 kHz take 200
    i2c(unit).enable = I2c::on | I2c::abort;
    const std::int64_t end = now() + patience;
    while ((i2c(unit).enable & I2c::abort) != 0 && now() < end) {
    }
}

// Whatever it is in the middle of. Time: 250 us at most.
void reset_unit(unsigned unit) noexcept {
    i2c(unit).interrupts = 0;
    abort_transfer(unit);
    set_bits(resets().reset, Resets::i2c0 << unit);
    start_unit(Resets::i2c0 << unit);
    configure(unit, states[unit].frequency_hz);
}

bool is_data_high(const State& state) noexcept { return (sio().in & state.lines->data_mask) != 0; }

// A device that was interrupted in a byte holds the data line until it gets its clocks.
void free_bus(State& state) noexcept {
    if (is_data_high(state)) return;
    state.lines->free_bus();
    reset_unit(unit_of(state));  // it has seen the edges
}

void finish(State& state, Errc result) noexcept {
    i2c(unit_of(state)).interrupts = 0;
    cancel_deadline(state.deadline);
    state.commands = 0;
    state.result = result;
    const Callback callback = state.callback;  // which may start the next
    callback();
}

void take_received(State& state) noexcept {
    I2c& it = i2c(unit_of(state));
    for (std::size_t i = 0; i < queue_size && (it.status & I2c::has_received) != 0; ++i) {
        const auto byte = static_cast<std::uint8_t>(it.data);
        if (state.received < state.transfer.read.size()) state.transfer.read[state.received] = byte;
        ++state.received;
    }
}

bool may_ask(const State& state) noexcept {
    const I2c& it = i2c(unit_of(state));
    if (state.asked == state.commands || (it.raw_interrupts & I2c::aborted) != 0) return false;
    if ((it.status & I2c::room) == 0) return false;
    const std::size_t writes = state.transfer.write.size();
    return state.asked < writes || state.asked - writes - state.received < queue_size;
}

void ask(State& state) noexcept {
    const std::size_t writes = state.transfer.write.size();
    while (may_ask(state)) {
        std::uint32_t command =
            state.asked < writes ? state.transfer.write[state.asked] : I2c::read;
        if (state.asked == writes && writes != 0) command |= I2c::restart;
        if (++state.asked == state.commands) command |= I2c::stop;
        i2c(unit_of(state)).data = command;
    }
    const bool waits_for_room = state.asked != state.commands &&
                                (state.asked < writes || state.asked - writes == state.received);
    i2c(unit_of(state)).interrupts =
        I2c::received | I2c::aborted | I2c::stopped | (waits_for_room ? I2c::sent : 0);
}

void serve(State& state) noexcept {
    I2c& it = i2c(unit_of(state));
    if (state.commands == 0) {
        it.interrupts = 0;
        return;
    }
    take_received(state);
    ask(state);
    if ((it.raw_interrupts & I2c::aborted) != 0) {
        const bool nobody = (it.abort_source & I2c::nobody) != 0;
        (void)it.clear_abort;
        state.asked = state.commands;
        state.result = nobody ? Errc::no_device : Errc::timeout;
        if (!nobody) {
            reset_unit(unit_of(state));
            return finish(state, Errc::timeout);
        }
    }
    if ((it.raw_interrupts & I2c::stopped) == 0) return;
    (void)it.clear_stop;
    take_received(state);
    finish(state, state.result);
}

void time_is_over(void* argument) noexcept {
    State& state = *static_cast<State*>(argument);
    if (state.commands == 0) return;
    reset_unit(unit_of(state));
    finish(state, Errc::timeout);
}

void set_target(unsigned unit, std::uint8_t address) noexcept {
    i2c(unit).enable = 0;
    i2c(unit).target = address;
    (void)i2c(unit).clear;
    i2c(unit).enable = I2c::on;
}

}  // namespace

bool i2c_begin(unsigned unit, std::uint32_t frequency_hz, const I2cLines& lines) noexcept {
    constexpr std::uint32_t fastest = 1'000'000, slowest = 2'000;
    if (frequency_hz < slowest) return false;
    i2c_cancel(unit);
    State& state = states[unit];
    {
        const Critical guard;
        state.lines = &lines;
        state.frequency_hz = frequency_hz < fastest ? frequency_hz : fastest;
        state.deadline.callback = {time_is_over, &state};
    }
    start_unit(Resets::i2c0 << unit);
    configure(unit, state.frequency_hz);
    free_bus(state);
    cortex_m::nvic().enable(i2c0_irq + unit);
    return true;
}

void i2c_end(unsigned unit) noexcept {
    if (states[unit].lines == nullptr) return;
    i2c_cancel(unit);
    states[unit].lines = nullptr;
    i2c(unit).enable = 0;
    set_bits(resets().reset, Resets::i2c0 << unit);
}

bool i2c_start(unsigned unit, const I2cTransfer& transfer, Callback callback) noexcept {
    State& state = states[unit];
    const Critical guard;
    if (state.lines == nullptr || state.commands != 0) return false;
    free_bus(state);
    state.transfer = transfer;
    state.callback = callback;
    state.asked = 0;
    state.received = 0;
    state.result = Errc::none;
    // The unit cannot send an address alone: who only asks reads a byte.
    const std::size_t bytes = transfer.write.size() + transfer.read.size();
    state.commands = bytes == 0 ? 1 : bytes;
    const bool is_free = is_data_high(state);
    set_deadline(state.deadline, is_free ? now() + transfer.timeout_us : now());
    if (!is_free) return true;
    set_target(unit, transfer.address);
    ask(state);
    return true;
}

Errc i2c_result(unsigned unit) noexcept { return states[unit].result; }

void i2c_cancel(unsigned unit) noexcept {
    State& state = states[unit];
    const Critical guard;
    if (state.commands == 0) return;
    state.commands = 0;
    cancel_deadline(state.deadline);
    reset_unit(unit);
}

}  // namespace perth::hal::rp2040

PERTH_IRQ(I2C0) { perth::hal::rp2040::serve(perth::hal::rp2040::states[0]); }
PERTH_IRQ(I2C1) { perth::hal::rp2040::serve(perth::hal::rp2040::states[1]); }
