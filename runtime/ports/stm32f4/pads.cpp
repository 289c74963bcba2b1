// The pads' configuration registers, and who owns which pad.
#include "pads.hpp"

#include <perth_port.hpp>

namespace perth::hal::stm32f4 {
namespace {

constexpr unsigned ports = 9;
std::uint16_t claimed[ports];  // a bit a pad; written with interrupts masked

void set_field(Register& target, unsigned place, unsigned width, std::uint32_t value) noexcept {
    const std::uint32_t mask = ((1U << width) - 1) << (place * width);
    target = (target & ~mask) | value << (place * width);
}

// GPIOA is bit 0 of AHB1ENR. ST ES0182, "Delay after an RCC peripheral clock enabling": the clock
// runs two cycles later; reading back takes longer.
void start_clock(unsigned port) noexcept {
    rcc().ahb_enable[0] = rcc().ahb_enable[0] | 1U << port;
    (void)rcc().ahb_enable[0];
}

}  // namespace

void make_output(unsigned port, unsigned pin, bool level) noexcept {
    const Critical guard;
    start_clock(port);
    gpio(port).set_reset = 1U << (level ? pin : pin + 16);
    set_field(gpio(port).pull, pin, 2, 0);
    set_field(gpio(port).mode, pin, 2, Gpio::output_mode);
}

void make_input(unsigned port, unsigned pin, Pull pull) noexcept {
    const Critical guard;
    start_clock(port);
    set_field(gpio(port).pull, pin, 2, static_cast<std::uint32_t>(pull));  // 1 up, 2 down
    set_field(gpio(port).mode, pin, 2, Gpio::input_mode);
    gpio(port).output_type = gpio(port).output_type & ~(1U << pin);  // for who has the pad next
}

void make_open_drain(unsigned port, unsigned pin, bool level, Pull pull) noexcept {
    const Critical guard;
    start_clock(port);
    gpio(port).set_reset = 1U << (level ? pin : pin + 16);
    set_field(gpio(port).output_type, pin, 1, 1);
    set_field(gpio(port).pull, pin, 2, static_cast<std::uint32_t>(pull));
    set_field(gpio(port).mode, pin, 2, Gpio::output_mode);
}

void make_open_drain_alternate(unsigned port, unsigned pin, unsigned function) noexcept {
    const Critical guard;
    make_alternate(port, pin, function);
    set_field(gpio(port).output_type, pin, 1, 1);
}

void make_fast(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    set_field(gpio(port).speed, pin, 2, Gpio::fast);
}

void make_analog(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    start_clock(port);
    set_field(gpio(port).pull, pin, 2, 0);
    set_field(gpio(port).mode, pin, 2, Gpio::analog_mode);
}

void make_alternate(unsigned port, unsigned pin, unsigned function) noexcept {
    const Critical guard;
    start_clock(port);
    set_field(gpio(port).alternate[pin / 8], pin % 8, 4, function);
    set_field(gpio(port).pull, pin, 2, 1);  // an open receiver is to read idle
    set_field(gpio(port).mode, pin, 2, Gpio::alternate_mode);
}

// The debug pads PA13, PA14, PA15, PB3 and PB4 are the debugger's after reset, with pulls. They do
// not go back to it, or a program could not let go of a button on PB3 without a glitch.
void release(unsigned port, unsigned pin) noexcept { make_input(port, pin, Pull::none); }

bool claim(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    const auto bit = static_cast<std::uint16_t>(1U << pin);
    if ((claimed[port] & bit) != 0) return false;
    claimed[port] = claimed[port] | bit;
    return true;
}

void unclaim(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    claimed[port] = static_cast<std::uint16_t>(claimed[port] & ~(1U << pin));
}

}  // namespace perth::hal::stm32f4
