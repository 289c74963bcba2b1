#include "tests/emulator/mon/firmware.hpp"

using Wired = perth::uart::Wired<perth::uart::UART1, perth::pad::GPIO4, perth::pad::GPIO5>;

void perth_main(perth::Scheduler& sch) { sch(watched::over_uart<Wired>); }
