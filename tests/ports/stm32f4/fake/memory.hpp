// Where the program ends, as a linker would say.
#pragma once

#include <cstdint>

namespace perth::hal {
inline std::uint32_t program_end() noexcept { return 0x0800'2345; }
}  // namespace perth::hal
