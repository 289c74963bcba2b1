// The debugger's or emulator's services. Source: ARM 2021Q3 "Semihosting for AArch32 and AArch64".
#pragma once

#include <cstdint>

namespace perth::hal::cortex_m {

/// The operations we use.
enum class Semihosting : std::uint32_t {
    open = 0x01,
    write0 = 0x04,
    write = 0x05,
    get_command_line = 0x15,
    exit_extended = 0x20,
};

/// Asks the debugger or emulator. Where there is none, the breakpoint becomes a HardFault, whose
/// handler steps over it: the operation's number is returned.
inline std::uint32_t semihosting(Semihosting operation, const void* argument) noexcept {
    register auto r0 asm("r0") = static_cast<std::uint32_t>(operation);
    register auto r1 asm("r1") = argument;
    asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

/// Ends an emulated run with `code`; returns if nobody answers.
void semihosting_exit(int code) noexcept;

}  // namespace perth::hal::cortex_m
