// Pulse width modulation: eight slices, each a counter with two channels.
#include "pwm.hpp"

#include <perth_port.hpp>

#include "unit_registers.hpp"

namespace perth::hal::rp2040 {
namespace {

constexpr unsigned slice_count = 8;
constexpr std::uint32_t always = 65535;

// Changed with interrupts masked.
std::uint16_t duties[2 * slice_count];
std::uint16_t running;  // a bit a channel

Pwm::Slice& slice_of(unsigned channel) noexcept { return pwm().slices[channel / 2]; }

bool runs(unsigned channel) noexcept { return (running >> channel & 1U) != 0; }

// In counts: 0 is never, one more than the top always.
std::uint32_t compare_of(unsigned channel, std::uint32_t counts) noexcept {
    return runs(channel) ? (duties[channel] * counts + always / 2) / always : 0;
}

// In force from the next period on.
void set_compares(unsigned channel) noexcept {
    const unsigned a = channel & ~1U;
    const std::uint32_t counts = slice_of(channel).top + 1;
    slice_of(channel).compare = compare_of(a, counts) | compare_of(a + 1, counts) << 16;
}

}  // namespace

bool pwm_begin(unsigned channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
    // As many counts a period as there can be, so that the duty is as fine as can be; one less
    // than 2^16, or no compare value would mean always.
    constexpr std::uint32_t most_counts = 65535, sixteenths = 16,
                            most_divider = 255 * sixteenths + 15;
    const std::uint32_t clocks = frequency_hz == 0 ? 0 : sys_hz / frequency_hz;
    if (clocks < 2) return false;
    std::uint32_t divider =
        clocks / (most_counts / sixteenths) + 1;  // in 16ths, a little too large
    if (divider < sixteenths) divider = sixteenths;
    if (divider > most_divider) return false;

    start_unit(Resets::pwm);
    const Critical guard;
    Pwm::Slice& slice = slice_of(channel);
    if ((running >> (channel & ~1U) & 3U) == 0) slice.count = 0;
    running = static_cast<std::uint16_t>(running | 1U << channel);
    duties[channel] = duty;
    slice.divider = divider;
    // clocks * 16 may need more than 32 bits below 1 Hz, which the divider excludes.
    slice.top = clocks * sixteenths / divider - 1;
    set_compares(channel);
    slice.control = Pwm::Slice::enable;
    return true;
}

void pwm_set_duty(unsigned channel, std::uint16_t duty) noexcept {
    const Critical guard;
    if (!runs(channel)) return;
    duties[channel] = duty;
    set_compares(channel);
}

void pwm_end(unsigned channel) noexcept {
    const Critical guard;
    if (!runs(channel)) return;
    running = static_cast<std::uint16_t>(running & ~(1U << channel));
    set_compares(channel);
    if ((running >> (channel & ~1U) & 3U) == 0) slice_of(channel).control = 0;
}

}  // namespace perth::hal::rp2040
