// expect: this board's port has no such I2C bus for programs
// expect: this board's port has no such SPI bus for programs
// expect: this board's port has no such ADC channel for programs
// expect: this board's port has no such PWM channel for programs
// expect: this board's port has no open-drain outputs
#include <perth/hal/adc.hpp>
#include <perth/hal/i2c.hpp>
#include <perth/hal/pin.hpp>
#include <perth/hal/pwm.hpp>
#include <perth/hal/spi.hpp>
#include <perth/perth.hpp>

// A pad as every port has it, and nothing beyond.
struct Plain {
    static constexpr const char* name = "PA0";
    static void make_output(bool level) noexcept;
    static void make_input(perth::hal::Pull pull) noexcept;
    static void release() noexcept;
    static void write(bool level) noexcept;
    static bool read() noexcept;
    static bool driven() noexcept;
    static bool claim() noexcept;
    static void unclaim() noexcept;
};

#ifdef PERTH_CONTROL
using perth::adc::A0;
using perth::i2c::I0;
using perth::pad::P0;
using perth::pwm::W0;
using perth::spi::S0;
#else
using A0 = Plain;
using I0 = Plain;
using P0 = Plain;
using W0 = Plain;
using S0 = Plain;
#endif

unsigned long sizes() {
    return sizeof(perth::hal::I2cMaster<I0>) + sizeof(perth::hal::SpiMaster<S0>) +
           sizeof(perth::hal::AnalogInput<A0>) + sizeof(perth::hal::PwmOutput<W0>) +
           sizeof(perth::hal::OpenDrain<P0>);
}
