// The registers of the STM32F4 that the port uses. Source: ST RM0090, the register descriptions of
// the sections named below; the memory map is in "Memory organization".
#pragma once

#include <cstddef>
#include <cstdint>

namespace perth::hal::stm32f4 {

using Register = volatile std::uint32_t;

/// "Reset and clock control for STM32F405xx/07xx and STM32F415xx/17xx (RCC)".
struct Rcc {
    Register control;  // CR
    Register pll;      // PLLCFGR
    Register clocks;   // CFGR
    Register interrupts;
    Register ahb_reset[4];
    Register apb_reset[4];
    Register ahb_enable[4];  // AHB1ENR…
    Register apb_enable[2];  // APB1ENR, APB2ENR

    static constexpr std::uint32_t hsi_on = 1U << 0;
    static constexpr std::uint32_t hse_on = 1U << 16;
    static constexpr std::uint32_t hse_ready = 1U << 17;
    static constexpr std::uint32_t pll_on = 1U << 24;
    static constexpr std::uint32_t pll_ready = 1U << 25;

    static constexpr std::uint32_t pll_source_hse = 1U << 22;
    static constexpr std::uint32_t pll_values(std::uint32_t m, std::uint32_t n, std::uint32_t p,
                                              std::uint32_t q) noexcept {
        return m | n << 6 | (p / 2 - 1) << 16 | q << 24;
    }

    static constexpr std::uint32_t switch_mask = 3;
    static constexpr std::uint32_t switch_to_pll = 2;
    static constexpr unsigned switch_status_shift = 2;
    static constexpr std::uint32_t dividers(std::uint32_t ahb, std::uint32_t apb1,
                                            std::uint32_t apb2) noexcept {
        return ahb_code(ahb) << 4 | apb_code(apb1) << 10 | apb_code(apb2) << 13;
    }

    static constexpr std::uint32_t apb1_tim2 = 1U << 0;
    static constexpr std::uint32_t apb1_tim5 = 1U << 3;
    static constexpr std::uint32_t apb2_syscfg = 1U << 14;
    static constexpr std::uint32_t apb1_pwr = 1U << 28;

private:
    // 1, 2, 4, 8, 16: 0, 4, 5, 6, 7.
    static constexpr std::uint32_t apb_code(std::uint32_t divider) noexcept {
        std::uint32_t code = 3;
        for (std::uint32_t power = 1; power < divider; power *= 2) ++code;
        return code == 3 ? 0 : code;
    }
    // 1, 2, 4, 8, 16, 64, 128, 256, 512: 0, 8, 9, 10, 11, 12, 13, 14, 15.
    static constexpr std::uint32_t ahb_code(std::uint32_t divider) noexcept {
        std::uint32_t code = 7;
        for (std::uint32_t power = 1; power < divider; power *= 2) code += power == 16 ? 0 : 1;
        return code == 7 ? 0 : code;
    }
};
static_assert(offsetof(Rcc, ahb_enable) == 0x30);
static_assert(offsetof(Rcc, apb_enable) == 0x40);
static_assert(Rcc::dividers(1, 4, 2) == (5U << 10 | 4U << 13));
static_assert(Rcc::dividers(64, 1, 1) == 12U << 4);

/// "Embedded Flash memory interface".
struct FlashInterface {
    Register access;  // ACR

    static constexpr std::uint32_t wait_states = 0x7;
    static constexpr std::uint32_t prefetch = 1U << 8;
    static constexpr std::uint32_t instruction_cache = 1U << 9;
    static constexpr std::uint32_t data_cache = 1U << 10;
};

/// "System configuration controller (SYSCFG)".
struct Syscfg {
    Register memory_remap;     // MEMRMP
    Register peripheral_mode;  // PMC
    Register edge_port[4];     // EXTICR1…4: which port's pad each line watches, 4 bits a line

    static constexpr std::uint32_t system_memory_at_0 = 1;
};

/// "External interrupt/event controller (EXTI)": a bit a line; lines 0…15 are pads.
struct Exti {
    Register interrupt_mask;  // IMR
    Register event_mask;      // EMR
    Register rising;          // RTSR
    Register falling;         // FTSR
    Register software;        // SWIER: as if there were an edge
    Register pending;         // PR; writing 1 clears
};
static_assert(offsetof(Exti, pending) == 0x14);
static_assert(offsetof(Syscfg, edge_port) == 0x08);

/// "General-purpose I/Os (GPIO)".
struct Gpio {
    Register mode;         // MODER, 2 bits a pin
    Register output_type;  // OTYPER
    Register speed;        // OSPEEDR, 2 bits a pin
    Register pull;         // PUPDR, 2 bits a pin
    Register input;        // IDR
    Register output;       // ODR
    Register set_reset;    // BSRR: the lower half sets, the upper half resets
    Register lock;
    Register alternate[2];  // AFRL, AFRH, 4 bits a pin

    enum Mode : std::uint32_t { input_mode = 0, output_mode = 1, alternate_mode = 2 };
};
static_assert(offsetof(Gpio, alternate) == 0x20);

/// "Universal synchronous asynchronous receiver transmitter (USART)".
struct Usart {
    Register status;  // SR
    Register data;    // DR
    Register baud;    // BRR: clock / baud rate, with 16-fold oversampling
    Register control1;

    static constexpr std::uint32_t received = 1U << 5;   // RXNE
    static constexpr std::uint32_t room = 1U << 7;       // TXE
    static constexpr std::uint32_t completed = 1U << 6;  // TC

    static constexpr std::uint32_t receiver = 1U << 2;            // RE
    static constexpr std::uint32_t transmitter = 1U << 3;         // TE
    static constexpr std::uint32_t interrupt_received = 1U << 5;  // RXNEIE
    static constexpr std::uint32_t interrupt_room = 1U << 7;      // TXEIE
    static constexpr std::uint32_t enable = 1U << 13;             // UE
};

/// "General-purpose timers (TIM2 to TIM5)".
struct Timer {
    Register control1;  // CR1
    Register control2;
    Register slave_mode;
    Register interrupts;  // DIER
    Register status;      // SR: written 0 clears
    Register event;       // EGR
    Register capture_mode[2];
    Register capture_enable;
    Register count;
    Register prescaler;  // PSC: clocks a count, less 1; in force from the next update on
    Register reload;     // ARR: the last count before 0

    static constexpr std::uint32_t enable = 1U << 0;          // CEN
    static constexpr std::uint32_t only_overflows = 1U << 2;  // URS: an update by EGR sets no flag
    static constexpr std::uint32_t update = 1U << 0;          // UIE, UIF, UG
};
static_assert(offsetof(Timer, reload) == 0x2C);

inline Rcc& rcc() noexcept { return *reinterpret_cast<Rcc*>(0x4002'3800); }
inline FlashInterface& flash_interface() noexcept {
    return *reinterpret_cast<FlashInterface*>(0x4002'3C00);
}
inline Syscfg& syscfg() noexcept { return *reinterpret_cast<Syscfg*>(0x4001'3800); }
inline Exti& exti() noexcept { return *reinterpret_cast<Exti*>(0x4001'3C00); }
/// `port` 0 is A.
inline Gpio& gpio(unsigned port) noexcept {
    return *reinterpret_cast<Gpio*>(0x4002'0000 + port * 0x400);
}

/// Returns whether there is a clock tree. HSI is on after reset, so CR is 0 only in an emulator
/// that models none (QEMU), and the core runs at full speed already.
inline bool has_clock_tree() noexcept { return rcc().control != 0; }

}  // namespace perth::hal::stm32f4
