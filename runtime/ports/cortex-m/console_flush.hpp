// What the end of a run owes the console.
#pragma once

namespace perth::hal::cortex_m {

/// Waits until everything was sent; bounded. Linked only with the console.
[[gnu::weak]] void console_flush() noexcept;

/// Does what the console's interrupt would do. Who waits for ever with interrupts masked calls it,
/// so that a console over USB stays on the bus: its computer reads the dump late, or asks for the
/// bootloader. Linked only with the console.
[[gnu::weak]] void console_poll() noexcept;

}  // namespace perth::hal::cortex_m
