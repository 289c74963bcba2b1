// expect: constraints not satisfied for class template 'Output'
// expect: 'NoPad' does not satisfy 'Pad'
#include <perth/hal/pin.hpp>
#include <perth/perth.hpp>

struct NoPad {
    static constexpr const char* name = "PA0";
    static void write(bool level) noexcept;
};

#ifdef PERTH_CONTROL
using Chosen = perth::pad::P0;
#else
using Chosen = NoPad;
#endif

void blink() {
    perth::hal::Output<Chosen> led;
    led.toggle();
}
