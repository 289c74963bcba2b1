// What the end of a run owes the console.
#pragma once

namespace perth::hal::cortex_m {

/// Waits until everything was sent; bounded. Linked only with the console.
[[gnu::weak]] void console_flush() noexcept;

}  // namespace perth::hal::cortex_m
