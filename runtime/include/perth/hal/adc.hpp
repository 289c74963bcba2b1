// A voltage as a program sees it.
#pragma once

#include <cstdint>

#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// A pad whose voltage is measured, owned while the object lives.
///
///     unsigned millivolts() {
///         perth::hal::AnalogInput<perth::adc::A1> knob;
///         return knob.read_u16() * 3300U / 65535;
///     }
template <typename A>
class AnalogInput {
    static_assert(AdcChannel<A>, "this board's port has no such ADC channel for programs");

public:
    AnalogInput() noexcept { A::begin(); }
    ~AnalogInput() { A::end(); }
    AnalogInput(const AnalogInput&) = delete;
    AnalogInput& operator=(const AnalogInput&) = delete;

    /// Converts now and returns 0…65535, of the reference voltage, whatever the converter's
    /// resolution. Time: 100 µs at most.
    [[nodiscard]] std::uint16_t read_u16() noexcept { return A::read_u16(); }

private:
    Claim<A> claim_;
};

}  // namespace perth::hal
