#include "stack_guard.hpp"

#include <cstdint>

#include "core_registers.hpp"

extern "C" {
extern const char __perth_stack_guard[];  // set by sections.ld: 256 bytes, aligned to as many
}

namespace perth::hal::cortex_m {

const char stack_overflow[] = "stack overflow";

void guard_stack() noexcept {
    constexpr std::uint32_t log2_size = 8;
    // Cores have 8 or 16 regions; an emulator may read ones where it models nothing.
    const std::uint32_t regions = mpu().type >> MemoryProtection::regions_shift & 0xFFU;
    if (regions != 8 && regions != 16) return;
    mpu().region = 0;
    mpu().base = reinterpret_cast<std::uintptr_t>(__perth_stack_guard);
    mpu().attributes = MemoryProtection::never_execute |
                       (log2_size - 1) << MemoryProtection::size_shift |
                       MemoryProtection::region_enable;
    mpu().control = MemoryProtection::default_map | MemoryProtection::enable;
    asm volatile("dsb\n\tisb" ::: "memory");
}

}  // namespace perth::hal::cortex_m
