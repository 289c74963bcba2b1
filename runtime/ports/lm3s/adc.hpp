// The analog inputs as types: perth::adc::On<pad::ADC0>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// What inputs do; see hal::AdcChannel.
bool claim_adc(unsigned input) noexcept;
void unclaim_adc(unsigned input) noexcept;
void begin_adc() noexcept;
std::uint16_t read_adc(unsigned input) noexcept;

template <typename Pad>
inline constexpr bool is_analog = false;
template <unsigned Number>
inline constexpr bool is_analog<AnalogPad<Number>> = true;

}  // namespace perth::hal::lm3s

namespace perth::adc {

/// An input of the converter: 10 bits, the full scale is the internal reference of 3.0 V. In QEMU,
/// whose converter does not convert when it is asked to, 0 after a while.
template <typename Pad>
struct On {
    static_assert(hal::lm3s::is_analog<Pad>,
                  "this chip measures no voltage on that pad: it has ADC0, ADC1, ADC2 and ADC3");

    static constexpr unsigned number = Pad::number;
    static constexpr char name[] = {'A', 'D', 'C', char('0' + number), '\0'};
    static bool claim() noexcept { return hal::lm3s::claim_adc(number); }
    static void unclaim() noexcept { hal::lm3s::unclaim_adc(number); }
    static void begin() noexcept { hal::lm3s::begin_adc(); }
    static void end() noexcept {}
    static std::uint16_t read_u16() noexcept { return hal::lm3s::read_adc(number); }
};

static_assert(hal::AdcChannel<On<pad::ADC0>>);

}  // namespace perth::adc
