// The end of the stack, guarded where the core has memory protection.
#pragma once

namespace perth::hal::cortex_m {

/// Makes each access to the region below the stack a fault, so that a stack that grows too far is
/// noticed before it has changed the program's memory. Nothing on cores without an MPU, as the
/// nRF51's. Linked only with the console, which has the dump that tells of it.
[[gnu::weak]] void guard_stack() noexcept;

/// What a dump calls it. Whoever refers to it links the guard.
extern const char stack_overflow[];

}  // namespace perth::hal::cortex_m
