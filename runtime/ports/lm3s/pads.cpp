// The pads' configuration registers, and who owns which pad.
#include "pads.hpp"

#include <perth_port.hpp>

namespace perth::hal::lm3s {
namespace {

constexpr unsigned ports = 7;
std::uint8_t claimed[ports];  // a bit a pad; written with interrupts masked

// The debugger's after reset: TRST, and TCK, TMS, TDI, TDO.
constexpr bool is_debuggers(unsigned port, unsigned pin) noexcept {
    constexpr unsigned b = 1, c = 2;
    return (port == b && pin == 7) || (port == c && pin < 4);
}

// A bit of AFSEL. TI DS-LM3S6965, "Commit Control": the debugger's pads are locked.
void set_alternate(unsigned port, unsigned pin, bool on) noexcept {
    Gpio& it = gpio(port);
    const std::uint32_t bit = 1U << pin;
    if (is_debuggers(port, pin)) {
        it.lock = Gpio::unlock;
        it.commit = it.commit | bit;
    }
    set_bits(it.alternate, bit, on);
    if (is_debuggers(port, pin)) {
        it.commit = it.commit & ~bit;
        it.lock = 0;
    }
}

// The pad as an input that nobody watches; it is off until connect(). Interrupts are masked.
void prepare(unsigned port, unsigned pin, Pull pull) noexcept {
    start_clock(2, 1U << port);
    Gpio& it = gpio(port);
    const std::uint32_t bit = 1U << pin;
    set_bits(it.digital, bit, false);
    set_bits(it.direction, bit, false);
    set_bits(it.open_drain, bit, false);
    set_bits(it.pull_up, bit, pull == Pull::up);
    set_bits(it.pull_down, bit, pull == Pull::down);
}

void connect(unsigned port, unsigned pin) noexcept {
    set_bits(gpio(port).digital, 1U << pin, true);
}

}  // namespace

// The latch takes a level only while the pad is an output: so the pad is off meanwhile.
void make_output(unsigned port, unsigned pin, bool level) noexcept {
    const Critical guard;
    prepare(port, pin, Pull::none);
    set_alternate(port, pin, false);
    set_bits(gpio(port).direction, 1U << pin, true);
    gpio(port).masked(1U << pin) = level ? 1U << pin : 0;
    connect(port, pin);
}

// An output shows its latch when it is read. So a pad that is let go of is an input; the bit in
// ODR tells write() so, and keeps the pad from driving high at any time.
void make_open_drain(unsigned port, unsigned pin, bool level, Pull pull) noexcept {
    const Critical guard;
    prepare(port, pin, pull);
    set_alternate(port, pin, false);
    set_bits(gpio(port).open_drain, 1U << pin, true);
    write(port, pin, level);
    connect(port, pin);
}

void make_input(unsigned port, unsigned pin, Pull pull) noexcept {
    const Critical guard;
    prepare(port, pin, pull);
    set_alternate(port, pin, false);
    connect(port, pin);
}

void make_alternate(unsigned port, unsigned pin, Pull pull, bool open_drain) noexcept {
    const Critical guard;
    prepare(port, pin, pull);
    set_bits(gpio(port).open_drain, 1U << pin, open_drain);
    set_alternate(port, pin, true);
    connect(port, pin);
}

// The debugger gets its pads back; the others are off.
void release(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    const bool debuggers = is_debuggers(port, pin);
    prepare(port, pin, debuggers ? Pull::up : Pull::none);
    set_alternate(port, pin, debuggers);
    if (debuggers) connect(port, pin);
}

void write(unsigned port, unsigned pin, bool level) noexcept {
    Gpio& it = gpio(port);
    const std::uint32_t bit = 1U << pin;
    if ((it.open_drain & bit) == 0) {
        it.masked(bit) = level ? bit : 0;
        return;
    }
    const Critical guard;
    set_bits(it.direction, bit, !level);
    it.masked(bit) = 0;
}

bool driven(unsigned port, unsigned pin) noexcept {
    Gpio& it = gpio(port);
    const std::uint32_t bit = 1U << pin;
    if ((it.open_drain & bit) == 0) return it.masked(bit) != 0;
    return (it.direction & bit) == 0;
}

bool claim(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    const auto bit = static_cast<std::uint8_t>(1U << pin);
    if ((claimed[port] & bit) != 0) return false;
    claimed[port] = claimed[port] | bit;
    return true;
}

void unclaim(unsigned port, unsigned pin) noexcept {
    const Critical guard;
    claimed[port] = static_cast<std::uint8_t>(claimed[port] & ~(1U << pin));
}

}  // namespace perth::hal::lm3s
