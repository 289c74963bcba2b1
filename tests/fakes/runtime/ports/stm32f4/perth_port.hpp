// The pads and UARTs that the board definitions name.
#pragma once

namespace perth::pad {
struct PA0;
struct PA1;
struct PA13;
struct PA14;
struct PA15;
struct PB3;
struct PB4;
struct PB6;
struct PB7;
}  // namespace perth::pad

namespace perth::uart {
struct USART1;
}
