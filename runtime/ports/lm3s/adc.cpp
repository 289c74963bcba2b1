// The analog inputs: one sample at a time, by the converter's last sequencer.
#include "adc.hpp"

#include <perth_port.hpp>

#include "registers.hpp"

namespace perth::hal::lm3s {
namespace {

constexpr std::int64_t limit_us = 20;  // a sample takes 2 µs: 500 000 a second after reset

std::uint8_t claimed;  // a bit an input; written with interrupts masked

}  // namespace

bool claim_adc(unsigned input) noexcept {
    const Critical guard;
    const auto bit = static_cast<std::uint8_t>(1U << input);
    if ((claimed & bit) != 0) return false;
    claimed = claimed | bit;
    return true;
}

void unclaim_adc(unsigned input) noexcept {
    const Critical guard;
    claimed = static_cast<std::uint8_t>(claimed & ~(1U << input));
}

void begin_adc() noexcept {
    const Critical guard;
    start_clock(0, SystemControl::adc);
    adc().active = adc().active & ~Adc::sequencer_3;
    constexpr std::uint32_t trigger_3 = 0xFU << 12;
    adc().trigger = adc().trigger & ~trigger_3;
    adc().control = Adc::end_and_interrupt;
    adc().active = adc().active | Adc::sequencer_3;
}

std::uint16_t read_adc(unsigned input) noexcept {
    adc().clear = Adc::sequencer_3;
    adc().input = input;
    adc().start = Adc::sequencer_3;
    const std::int64_t end = now() + limit_us;
    while ((adc().raw_status & Adc::sequencer_3) == 0) {
        if (now() > end) return 0;
    }
    const std::uint32_t value = adc().result & 0x3FFU;
    return static_cast<std::uint16_t>(value << 6 | value >> 4);
}

}  // namespace perth::hal::lm3s
