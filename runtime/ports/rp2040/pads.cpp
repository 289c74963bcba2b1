// The pads' configuration registers.
#include "pads.hpp"

#include <perth_port.hpp>

namespace perth::hal::rp2040 {
namespace {

constexpr std::uint32_t pull_bits(Pull pull) noexcept {
    if (pull == Pull::up) return Pads::pull_up;
    return pull == Pull::down ? Pads::pull_down : 0;
}

// The input is always on: read() tells the pad's level in each use.
void configure(unsigned pin, IoBank::Function function, Pull pull) noexcept {
    pads().pads[pin] = Pads::input_enable | Pads::schmitt | Pads::drive_4_ma | pull_bits(pull);
    io_bank().pads[pin].control = function;
}

// Interrupts are masked.
void prepare(unsigned pin, bool output, bool level) noexcept {
    const std::uint32_t mask = 1U << pin;
    open_drains = open_drains & ~mask;
    (level ? sio().out_set : sio().out_clear) = mask;
    (output ? sio().enable_set : sio().enable_clear) = mask;
}

}  // namespace

void make_output(unsigned pin, bool level) noexcept {
    const Critical guard;
    prepare(pin, true, level);
    configure(pin, IoBank::sio, Pull::none);
}

void make_input(unsigned pin, Pull pull) noexcept {
    const Critical guard;
    prepare(pin, false, false);
    configure(pin, IoBank::sio, pull);
}

void make_open_drain(unsigned pin, bool level, Pull pull) noexcept {
    const Critical guard;
    prepare(pin, !level, false);
    open_drains = open_drains | 1U << pin;
    configure(pin, IoBank::sio, pull);
}

void make_function(unsigned pin, IoBank::Function function, Pull pull) noexcept {
    const Critical guard;
    prepare(pin, false, false);
    configure(pin, function, pull);
}

// "RP2040 Datasheet", "ADC and Temperature Sensor": the digital input and pulls must be off.
void make_analog(unsigned pin) noexcept {
    const Critical guard;
    prepare(pin, false, false);
    io_bank().pads[pin].control = IoBank::none;
    pads().pads[pin] = Pads::output_disable;
}

void release(unsigned pin) noexcept {
    const Critical guard;
    prepare(pin, false, false);
    io_bank().pads[pin].control = IoBank::none;
    pads().pads[pin] = Pads::after_reset;
}

}  // namespace perth::hal::rp2040
