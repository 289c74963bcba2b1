// The board whose console is tested here.
#pragma once

#include <cstdint>

namespace board {

inline constexpr char name[] = "a-board-whose-name-has-31-chars";  // 64 bytes as descriptor
inline constexpr std::uint32_t clock_hz = 200;                     // so that bounded loops end soon
inline constexpr std::uint16_t usb_vid = 0x2E8A;
inline constexpr std::uint16_t usb_pid = 0x000A;
inline constexpr bool agent = true;

}  // namespace board
