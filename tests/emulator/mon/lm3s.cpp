#include "tests/emulator/mon/firmware.hpp"

using Wired = perth::uart::Wired<perth::uart::UART1, perth::pad::PD3, perth::pad::PD2>;

void perth_main(perth::Scheduler& sch) { sch(watched::over_uart<Wired>); }
