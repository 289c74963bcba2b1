#include <board.hpp>

#include "tests/emulator/mon/firmware.hpp"

using Wired = perth::uart::Wired<perth::uart::USART2, perth::pad::PA2, perth::pad::PA3>;

void perth_main(perth::Scheduler& sch) { sch(watched::over_uart<Wired>); }
