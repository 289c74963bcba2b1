// USART6 with its interrupt.
#include "serial_line_code.hpp"
#include "startup.hpp"

PERTH_SERIAL_LINE(USART6)
