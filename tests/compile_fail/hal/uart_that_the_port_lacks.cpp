// expect: static assertion failed: this board's port has no such UART for programs
// expect: does not satisfy 'UartUnit'
#include <perth/hal/uart.hpp>
#include <perth/perth.hpp>

// As the types of a port that has them for its console alone.
struct Console {
    static constexpr unsigned irq = 37;
};

#ifdef PERTH_CONTROL
using Chosen = perth::uart::U0;
#else
using Chosen = Console;
#endif

void stop(perth::hal::Uart<Chosen>& line) { line.end(); }
