// Reset by the core.
#pragma once

#include "core_registers.hpp"

namespace perth::hal::cortex_m {

/// Resets the chip. Source: ARM DDI 0403, "Application Interrupt and Reset Control Register".
[[noreturn]] inline void system_reset() noexcept {
    asm volatile("dsb" ::: "memory");
    scb().reset_control = SystemControl::reset_key | SystemControl::reset_request;
    for (;;) asm volatile("dsb" ::: "memory");
}

}  // namespace perth::hal::cortex_m
