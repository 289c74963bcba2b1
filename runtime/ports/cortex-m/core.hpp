// What all Cortex-M ports declare alike; a port's perth_port.hpp includes it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "critical.hpp"
#include "memory.hpp"
#include "perth/hal/trace.hpp"
#include "perth/hal/types.hpp"
#include "time_base.hpp"

namespace perth::hal {

/// One core: plain stores suffice between interrupts and tasks.
inline constexpr bool single_core = true;

/// now() counts whole microseconds: the true time may be almost one later.
inline constexpr std::int64_t truncation = 1;

/// Sleeps until an interrupt is pending. Called with interrupts masked.
#ifdef PERTH_IDLE_SPIN
void idle() noexcept;  // the timer bench brings its own, which spins and counts
#else
inline void idle() noexcept {
    const perth::detail::TracedSleep note;
    asm volatile("dsb\n\twfi" ::: "memory");
}
#endif

/// Does nothing: the interrupt that raised the word has ended the sleep.
inline void wake() noexcept {}

/// Lets `duration` microseconds pass. Interrupt: allowed.
inline void busy_wait(std::int64_t duration) noexcept {
    const std::int64_t end = now() + duration;
    for (std::int64_t left = duration; left > 0; left = end - now()) {
        // A round takes less than a microsecond. So most of the wait needs no look at the clock,
        // which takes an emulator longer than it lasts.
        constexpr std::int64_t longest = 1 << 20;
        auto rounds = static_cast<std::uint32_t>(left < longest ? left : longest);
        for (; rounds != 0; --rounds) asm volatile("");
    }
}

namespace detail {
inline Scheduler* scheduler = nullptr;
}  // namespace detail

/// The scheduler that runs now.
[[nodiscard]] inline Scheduler*& current_scheduler() noexcept { return detail::scheduler; }

/// Ends an emulated run with `code`; where no debugger or emulator answers, it halts.
[[noreturn]] void exit(int code) noexcept;
/// Resets the chip.
[[noreturn]] void reset() noexcept;
/// Resets into the ROM's loader, where there is one; else it resets.
[[noreturn]] void reset_to_bootloader() noexcept;
/// The end of a panic or fault: exit(1) in an emulator, else as the port says.
[[noreturn]] void halt_in_panic() noexcept;

/// Returns what the emulator was told to pass on, "" where none answers, null if it is longer than
/// `buffer`.
[[nodiscard]] const char* command_line(char* buffer, std::size_t size) noexcept;

/// Sends, or queues what does not go at once; waits while the queue is full. Thread context.
void console_write(const char* text, std::size_t size) noexcept;
/// Sends by polling with interrupts masked. Works after a fault.
void console_panic_write(const char* text, std::size_t size) noexcept;
/// Returns what has arrived, at most `size` bytes, 0 if nothing.
std::size_t console_read(char* buffer, std::size_t size) noexcept;
/// `callback` is called in interrupt context after bytes have arrived. Starts the console.
void console_on_receive(Callback callback) noexcept;
/// Returns where thread mode was when the running interrupt came; 0 if that cannot be told, as in a
/// thread's own stack. Time: grows with the depth of the stack.
[[nodiscard]] std::uintptr_t interrupted_at() noexcept;
/// Prints the dump's lines for pc, lr, sp and the stack.
void panic_dump_registers() noexcept;

}  // namespace perth::hal
