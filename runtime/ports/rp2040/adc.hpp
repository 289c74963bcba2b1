// Where voltages can be measured, as types: perth::adc::On<perth::pad::GPIO26>, and the chip's own
// temperature: perth::adc::Temperature.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::rp2040 {

/// What channels do; one function each for all. Channel 0…3 is GPIO26…29, 4 the sensor.
void adc_begin() noexcept;
void adc_switch_sensor(bool on) noexcept;
std::uint16_t adc_read_u16(unsigned channel) noexcept;

inline constexpr unsigned sensor_channel = 4;

/// One pad; see hal::AdcChannel.
template <typename Pad>
struct PadVoltage {
    static_assert(Pad::pin >= 26, "this chip can measure the voltage of GPIO26 to GPIO29 only");

    static constexpr const auto& name = Pad::name;
    static bool claim() noexcept { return Pad::claim(); }
    static void unclaim() noexcept { Pad::unclaim(); }
    static void begin() noexcept {
        make_analog(Pad::pin);
        adc_begin();
    }
    static void end() noexcept { release(Pad::pin); }
    static std::uint16_t read_u16() noexcept { return adc_read_u16(Pad::pin - 26); }
};

/// The sensor. "RP2040 Datasheet", "Temperature Sensor": 0.706 V at 27 °C, 1.721 mV less a degree
/// more; at a reference of 3.3 V, so 1 percent of that is 4 degrees.
struct TemperatureSensor {
    static constexpr const char* name = "TEMPERATURE";
    static bool claim() noexcept { return claim_all(1U << sensor_bit, 0); }
    static void unclaim() noexcept { unclaim_all(1U << sensor_bit, 0); }
    static void begin() noexcept {
        adc_begin();
        adc_switch_sensor(true);
    }
    static void end() noexcept { adc_switch_sensor(false); }
    static std::uint16_t read_u16() noexcept { return adc_read_u16(sensor_channel); }
};

}  // namespace perth::hal::rp2040

namespace perth::adc {
template <typename Pad>
using On = hal::rp2040::PadVoltage<Pad>;
using Temperature = hal::rp2040::TemperatureSensor;
static_assert(hal::AdcChannel<On<pad::GPIO26>> && hal::AdcChannel<Temperature>);
}  // namespace perth::adc
