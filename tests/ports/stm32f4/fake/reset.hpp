// Nobody resets here.
#pragma once

namespace perth::hal::cortex_m {
[[noreturn]] void system_reset() noexcept;
}
