// Pulse width modulation: TIMER2 interrupts at the beginning of each period and at the end of each
// pulse, and the interrupt sets the pads. So a pulse may be a few microseconds too long or too
// short where other interrupts are served or masked; GPIOTE and PPI would do it without the
// processor, but GPIOTE's four channels are those of the edges, and QEMU has neither.
//
// Linked only if used; the interrupt TIMER2 is the program's else.
#include "pwm.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned irq = 10;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"
constexpr unsigned channels = 2;
constexpr unsigned period = 0, first_pulse = 1, capture = 3;  // of TIMER2
constexpr std::uint32_t fastest_hz = 10'000;
constexpr std::uint32_t never = 0xFFFF;  // no period is so long
constexpr std::uint32_t all_interrupts =
    Timer::interrupt(period) | Timer::interrupt(first_pulse) | Timer::interrupt(first_pulse + 1);

struct Channel {
    std::uint32_t pulse;  // counts of this period
    std::uint16_t duty;   // from the next period on
    std::uint8_t pin;
    bool claimed;
    bool running;
};
struct {
    Channel channels[channels];
    std::uint32_t frequency_hz;     // of this period; 0: the timer stands still
    std::uint32_t next_hz;          // from the next period on
    std::uint32_t counts_a_period;  // of this one
} pwm;                              // changed with interrupts masked, or in the interrupt

Channel& channel_of(unsigned pin) noexcept {
    const bool is_first = pwm.channels[0].claimed && pwm.channels[0].pin == pin;
    return pwm.channels[is_first ? 0 : 1];
}

bool others_run(const Channel& channel) noexcept {
    for (const Channel& each : pwm.channels) {
        if (&each != &channel && each.running) return true;
    }
    return false;
}

// With the finest steps that the counter's 16 bits allow.
void start_timer() noexcept {
    std::uint32_t clock = 16'000'000;
    unsigned prescaler = 0;
    for (; clock / pwm.next_hz >= never; ++prescaler) clock /= 2;
    pwm.frequency_hz = pwm.next_hz;
    pwm.counts_a_period = clock / pwm.frequency_hz;
    timer2().stop = 1;
    timer2().mode = 0;
    timer2().bits = Timer::bits_16;
    timer2().prescaler = prescaler;
    timer2().compare[period] = pwm.counts_a_period;
    timer2().shortcuts = Timer::clear_at_compare_0;
    timer2().clear = 1;
    timer2().start = 1;
}

void set_pulses() noexcept {
    constexpr std::uint32_t always = 65535;
    for (unsigned number = 0; number < channels; ++number) {
        Channel& channel = pwm.channels[number];
        channel.pulse = (channel.duty * pwm.counts_a_period + always / 2) / always;
        const bool ends = channel.running && channel.pulse < pwm.counts_a_period;
        timer2().compare[first_pulse + number] = ends ? channel.pulse : never;
    }
}

// By where the period is now, whatever the interrupt came for and however late.
void set_levels() noexcept {
    timer2().capture[capture] = 1;
    const std::uint32_t count = timer2().compare[capture];
    for (const Channel& channel : pwm.channels) {
        if (!channel.running) continue;
        (count < channel.pulse ? gpio().set : gpio().clear) = 1U << channel.pin;
    }
}

void begin_period() noexcept {
    if (pwm.next_hz != pwm.frequency_hz) start_timer();
    set_pulses();
}

void stop_timer() noexcept {
    timer2().interrupts_off = all_interrupts;
    timer2().stop = 1;
    pwm.frequency_hz = 0;
}

}  // namespace

bool claim_pwm(unsigned pin) noexcept {
    const Critical guard;
    for (Channel& channel : pwm.channels) {
        if (channel.claimed) continue;
        channel = {.pulse = 0,
                   .duty = 0,
                   .pin = static_cast<std::uint8_t>(pin),
                   .claimed = true,
                   .running = false};
        return true;
    }
    return false;
}

void unclaim_pwm(unsigned pin) noexcept {
    release(pin);
    channel_of(pin).claimed = false;
}

bool begin_pwm(unsigned pin, std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
    if (frequency_hz == 0 || frequency_hz > fastest_hz) return false;
    const Critical guard;
    Channel& channel = channel_of(pin);
    if (others_run(channel) && frequency_hz != pwm.next_hz) return false;
    pwm.next_hz = frequency_hz;
    channel.duty = duty;
    if (!channel.running) make_output(pin, false);
    channel.running = true;
    if (pwm.frequency_hz != 0) return true;
    begin_period();
    set_levels();
    for (Register& event : timer2().events) event = 0;
    timer2().interrupts_on = all_interrupts;
    cortex_m::nvic().enable(irq);
    return true;
}

void set_pwm_duty(unsigned pin, std::uint16_t duty) noexcept {
    const Critical guard;
    channel_of(pin).duty = duty;
}

void end_pwm(unsigned pin) noexcept {
    const Critical guard;
    Channel& channel = channel_of(pin);
    if (!channel.running) return;
    channel.running = false;
    gpio().clear = 1U << pin;
    if (!others_run(channel)) stop_timer();
}

}  // namespace perth::hal::nrf51

PERTH_IRQ(TIMER2) {
    using namespace perth::hal;
    using namespace perth::hal::nrf51;
    const Critical guard;
    for (unsigned number = 0; number < channels; ++number) {
        timer2().events[first_pulse + number] = 0;
    }
    if (timer2().events[period] != 0) {
        timer2().events[period] = 0;
        if (pwm.frequency_hz != 0) begin_period();
    }
    set_levels();
}
