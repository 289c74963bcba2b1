// The analog-to-digital converter: one conversion when somebody asks.
#include "adc.hpp"

#include <perth_port.hpp>

#include "unit_registers.hpp"

namespace perth::hal::rp2040 {
namespace {

// A conversion takes 96 of its clocks: 2 us at 48 MHz, 8 us at a crystal's 12 MHz. A look takes
// four clocks of the core or more, of which there are at most 125 a microsecond.
constexpr unsigned looks = 1500;

void wait_until_ready() noexcept {
    for (unsigned i = 0; i < looks && (adc().control & Adc::ready) == 0; ++i) {
    }
}

}  // namespace

void adc_begin() noexcept {
    const Critical guard;
    if ((resets().reset & Resets::adc) == 0 && (adc().control & Adc::enable) != 0) return;
    start_unit(Resets::adc);
    adc().control = Adc::enable;
    wait_until_ready();
}

void adc_switch_sensor(bool on) noexcept {
    // Not by an alias: rp2040js would begin another conversion.
    adc().control = Adc::enable | (on ? Adc::sensor_enable : 0);
}

std::uint16_t adc_read_u16(unsigned channel) noexcept {
    constexpr unsigned bits = 12;
    const Critical guard;  // another thread may measure, too
    const std::uint32_t kept = adc().control & Adc::sensor_enable;
    adc().control = Adc::enable | kept | Adc::input(channel) | Adc::start;
    wait_until_ready();
    const std::uint32_t value = adc().result;
    return static_cast<std::uint16_t>(value << (16 - bits) | value >> (2 * bits - 16));
}

}  // namespace perth::hal::rp2040
