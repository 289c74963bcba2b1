// The pads' configuration registers, and who owns which pad.
#include "pads.hpp"

#include <perth_port.hpp>

namespace perth::hal::nrf51 {
namespace {

std::uint32_t claimed;  // a bit a pad; written with interrupts masked

std::uint32_t pull_bits(Pull pull) noexcept {
    if (pull == Pull::none) return 0;
    return pull == Pull::up ? Gpio::pulled_up : Gpio::pulled_down;
}

void set_level(unsigned pin, bool level) noexcept {
    (level ? gpio().set : gpio().clear) = 1U << pin;
}

}  // namespace

// An output's input buffer is connected, too, so that its level can be read.
void make_output(unsigned pin, bool level) noexcept {
    set_level(pin, level);
    gpio().pads[pin] = Gpio::is_output;
}

void make_input(unsigned pin, Pull pull) noexcept { gpio().pads[pin] = pull_bits(pull); }

void make_open_drain(unsigned pin, bool level, Pull pull) noexcept {
    set_level(pin, level);
    gpio().pads[pin] = Gpio::is_output | Gpio::open_drain | pull_bits(pull);
}

void release(unsigned pin) noexcept { gpio().pads[pin] = Gpio::disconnected; }

bool claim_pad(unsigned pin) noexcept {
    const Critical guard;
    const std::uint32_t bit = 1U << pin;
    if ((claimed & bit) != 0) return false;
    claimed = claimed | bit;
    return true;
}

void unclaim_pad(unsigned pin) noexcept {
    const Critical guard;
    claimed = claimed & ~(1U << pin);
}

}  // namespace perth::hal::nrf51
