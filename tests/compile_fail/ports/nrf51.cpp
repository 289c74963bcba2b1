// expect: this pad has no analog input: P0.01 to P0.06, P0.26, P0.27 have
// expect: this board's chip has no clock that counts through resets
// expect: this board's port has no such UART for programs
// expect: this board's port has no such I2C bus for programs
// expect: this board's port has no such timer for programs
#include <board.hpp>
#include <perth/hal/adc.hpp>
#include <perth/hal/i2c.hpp>
#include <perth/hal/periodic_timer.hpp>
#include <perth/hal/rtc.hpp>
#include <perth/hal/uart.hpp>
#include <perth/perth.hpp>

namespace pad = perth::pad;

// The chip puts its serial units on any pad, so that what is wrong is the unit.
#ifdef PERTH_CONTROL
using Knob = perth::adc::On<pad::P0_01>;
using Line = perth::uart::Wired<perth::uart::UART0, pad::P0_24, pad::P0_25>;
using Bus = perth::i2c::Wired<perth::i2c::TWI0, pad::P0_00, pad::P0_30>;
using Ticks = perth::timer::T0;
unsigned long sizes() { return 0; }
#else
using Knob = perth::adc::On<pad::P0_07>;
using Line = perth::uart::UART0;
using Bus = perth::i2c::TWI0;
using Ticks = perth::hal::Absent;
unsigned long sizes() { return sizeof(perth::hal::Rtc<perth::rtc::Rtc0>); }
#endif

unsigned long more() {
    return sizeof(perth::hal::AnalogInput<Knob>) + sizeof(perth::hal::Uart<Line>) +
           sizeof(perth::hal::I2cMaster<Bus>) + sizeof(perth::hal::PeriodicTimer<Ticks>);
}
