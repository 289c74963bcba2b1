// The pads whose voltage ADC1 measures, as types: perth::adc::On<perth::pad::PA0>.
#pragma once

#include <cstdint>

#include "pads.hpp"

namespace perth::hal::stm32f4 {

/// Returns ADC1's channel of a pad, -1 if it has none.
/// Source: ST DS8626, "STM32F40xxx pin and ball definitions": ADC123_IN…, ADC12_IN…; those of the
/// F401, F411 and F446 are the same.
consteval int adc_channel(unsigned port, unsigned pin) noexcept {
    constexpr unsigned a = 0, b = 1, c = 2;
    if (port == a && pin < 8) return static_cast<int>(pin);
    if (port == b && pin < 2) return static_cast<int>(8 + pin);
    if (port == c && pin < 6) return static_cast<int>(10 + pin);
    return -1;
}

/// Switches the converter on with the first user, and off with the last.
void begin_adc() noexcept;
void end_adc() noexcept;
/// Converts now; 12 bits. 40 µs at most; where the converter does not answer in that time (QEMU's
/// never does), what is in its data register.
std::uint16_t convert(unsigned channel) noexcept;

}  // namespace perth::hal::stm32f4

namespace perth::adc {

/// A pad's channel; see hal::AdcChannel. All share one converter; 5 µs a value at full speed.
template <typename Pad>
struct On {
    static constexpr int channel = hal::stm32f4::adc_channel(Pad::port, Pad::pin);
    static_assert(channel >= 0,
                  "this pad's voltage cannot be measured: PA0 to PA7, PB0, PB1 and PC0 to PC5 can");

    static constexpr const char* name = Pad::name;
    static bool claim() noexcept { return Pad::claim(); }
    static void unclaim() noexcept { Pad::unclaim(); }
    static void begin() noexcept {
        hal::stm32f4::make_analog(Pad::port, Pad::pin);
        hal::stm32f4::begin_adc();
    }
    static void end() noexcept {
        hal::stm32f4::end_adc();
        Pad::release();
    }
    static std::uint16_t read_u16() noexcept {
        const std::uint16_t value = hal::stm32f4::convert(channel);
        return static_cast<std::uint16_t>(value << 4 | value >> 8);
    }
};

}  // namespace perth::adc
