// The registers that every Cortex-M core has: SysTick, the interrupt controller, system control.
#pragma once

#include <cstddef>
#include <cstdint>

namespace perth::hal::cortex_m {

/// SysTick. Source: ARM DDI 0403, "SysTick - the system timer"; ARM DDI 0419 says the same of M0.
struct SysTick {
    volatile std::uint32_t control;
    volatile std::uint32_t reload;   // 24 bits; a period is one clock longer
    volatile std::uint32_t current;  // any write clears it; the next clock loads `reload`
    volatile std::uint32_t calibration;

    static constexpr std::uint32_t enable = 1U << 0;
    static constexpr std::uint32_t interrupt = 1U << 1;
    static constexpr std::uint32_t core_clock = 1U << 2;
    static constexpr std::uint32_t wrapped = 1U << 16;  // COUNTFLAG; reading clears it
};

/// Interrupt controller, the registers that are on all cores. Source: ARM DDI 0403, "Nested
/// Vectored Interrupt Controller, NVIC".
struct InterruptController {
    volatile std::uint32_t set_enable[32];
    volatile std::uint32_t clear_enable[32];
    volatile std::uint32_t set_pending[32];
    volatile std::uint32_t clear_pending[32];

    void enable(unsigned irq) noexcept { set_enable[irq / 32] = 1U << (irq % 32); }
    void disable(unsigned irq) noexcept { clear_enable[irq / 32] = 1U << (irq % 32); }
    void pend(unsigned irq) noexcept { set_pending[irq / 32] = 1U << (irq % 32); }
};

/// System control. Source: ARM DDI 0403, "System Control Block". M0 lacks the fault registers; they
/// read 0 there.
struct SystemControl {
    volatile std::uint32_t cpuid;
    volatile std::uint32_t interrupt_state;  // ICSR
    volatile std::uint32_t vector_table;     // VTOR
    volatile std::uint32_t reset_control;    // AIRCR
    volatile std::uint32_t sleep_control;
    volatile std::uint32_t configuration;
    volatile std::uint32_t handler_priority[3];
    volatile std::uint32_t handler_state;
    volatile std::uint32_t fault_status;       // CFSR
    volatile std::uint32_t hard_fault_status;  // HFSR
    volatile std::uint32_t debug_fault_status;
    volatile std::uint32_t memory_address;  // MMFAR
    volatile std::uint32_t bus_address;     // BFAR
    std::uint32_t unused[19];
    volatile std::uint32_t coprocessor_access;  // CPACR, cores with an FPU

    static constexpr std::uint32_t pend_switch = 1U << 28;  // ICSR.PENDSVSET
    static constexpr std::uint32_t reset_key = 0x05FAU << 16;
    static constexpr std::uint32_t reset_request = 1U << 2;
    static constexpr std::uint32_t full_access_to_fpu = 0xFU << 20;
};

/// Memory protection, what PMSAv6-M and PMSAv7 have alike. Source: ARM DDI 0403, "Register support
/// for PMSAv7 in the SCS"; ARM DDI 0419, "Register support for PMSAv6-M". Reads 0 on cores without.
struct MemoryProtection {
    volatile std::uint32_t type;
    volatile std::uint32_t control;
    volatile std::uint32_t region;      // the one that the next two registers are of
    volatile std::uint32_t base;        // a multiple of its size
    volatile std::uint32_t attributes;  // RASR; no access is 0

    static constexpr unsigned regions_shift = 8;  // TYPE.DREGION, 8 bits
    static constexpr std::uint32_t enable = 1U << 0;
    static constexpr std::uint32_t default_map = 1U << 2;  // CTRL.PRIVDEFENA: else as without MPU
    static constexpr std::uint32_t region_enable = 1U << 0;
    static constexpr unsigned size_shift = 1;                 // the power of two, less one
    static constexpr std::uint32_t never_execute = 1U << 28;  // XN
};

inline SysTick& systick() noexcept { return *reinterpret_cast<SysTick*>(0xE000'E010); }
inline InterruptController& nvic() noexcept {
    return *reinterpret_cast<InterruptController*>(0xE000'E100);
}
inline MemoryProtection& mpu() noexcept {
    return *reinterpret_cast<MemoryProtection*>(0xE000'ED90);
}
inline SystemControl& scb() noexcept { return *reinterpret_cast<SystemControl*>(0xE000'ED00); }

static_assert(offsetof(InterruptController, clear_pending) == 0x180);
static_assert(offsetof(SystemControl, fault_status) == 0x28);
static_assert(offsetof(SystemControl, coprocessor_access) == 0x88);

}  // namespace perth::hal::cortex_m
