// The port of test images: any Cortex-M in QEMU, with nothing but the core. Console and end of the
// run go by semihosting; there are no pads.
//
// PERTH_CYCLES_PER_US is the machine's core clock in MHz.
#pragma once

#include <cstddef>
#include <cstdint>

#include "critical.hpp"
#include "perth/hal/types.hpp"
#include "systick.hpp"

namespace perth::hal {

namespace cortex_m {

/// What systick.cpp wants to know of the core's clock.
struct CoreClock {
    static constexpr std::uint32_t cycles_per_us() noexcept { return PERTH_CYCLES_PER_US; }
    static constexpr std::uint32_t cycles_per_us_reciprocal() noexcept {
        return reciprocal(PERTH_CYCLES_PER_US);
    }
    static constexpr std::uint32_t rearm_loss() noexcept { return 1; }
};

/// Nothing to do here: QEMU's machines start at full speed.
inline void start_core_clock() noexcept {}

}  // namespace cortex_m

/// Sleeps until an interrupt is pending.
inline void idle() noexcept {
#ifdef PERTH_IDLE_SPIN
    asm volatile("" ::: "memory");
#else
    asm volatile("wfi" ::: "memory");
#endif
}

/// Does nothing: the interrupt that raised the word has ended the sleep.
inline void wake() noexcept {}

namespace detail {
inline Scheduler* scheduler = nullptr;
}  // namespace detail

/// The scheduler that runs now.
inline Scheduler*& current_scheduler() noexcept { return detail::scheduler; }

[[noreturn]] void exit(int code) noexcept;
[[noreturn]] void reset() noexcept;
[[noreturn]] void reset_to_bootloader() noexcept;
[[noreturn]] void halt_in_panic() noexcept;

void console_write(const char* text, std::size_t size) noexcept;
void console_panic_write(const char* text, std::size_t size) noexcept;
std::size_t console_read(char* buffer, std::size_t size) noexcept;
void console_on_receive(Callback callback) noexcept;

/// Prints the register lines of a panic's dump.
void panic_dump_registers() noexcept;

}  // namespace perth::hal
