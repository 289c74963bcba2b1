// Who listens to the console beside the program.
#pragma once

#include <cstdint>

namespace perth::hal {

/// A port's console calls it for each byte that it received, in its interrupt, if `board::agent`.
/// Returns whether the byte is the agent's; then the program is not to see it. Defined in
/// src/diag/agent.cpp. Time: at most 500 instructions, but for the packet that asks for a reset.
bool console_tap(std::uint8_t byte) noexcept;

}  // namespace perth::hal
