// expect: no channel of the ADC measures this pad: P24 to P31
// expect: no PWM channel drives this pad: P0 to P7
#include <perth/hal/adc.hpp>
#include <perth/hal/pwm.hpp>
#include <perth/perth.hpp>

#ifdef PERTH_CONTROL
using Knob = perth::adc::On<perth::pad::P24>;
using Servo = perth::pwm::On<perth::pad::P0>;
#else
using Knob = perth::adc::On<perth::pad::P0>;
using Servo = perth::pwm::On<perth::pad::P24>;
#endif

unsigned long sizes() {
    return sizeof(perth::hal::AnalogInput<Knob>) + sizeof(perth::hal::PwmOutput<Servo>);
}
