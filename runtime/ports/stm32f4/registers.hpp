// The registers of the STM32F4 that the port uses. Source: ST RM0090, the register descriptions of
// the sections named below; the memory map is in "Memory organization". Where the other lines have
// more, their manual is named: RM0368 (F401), RM0383 (F411), RM0390 (F446).
#pragma once

#include <cstddef>
#include <cstdint>
#include <stm32f4_register.hpp>

namespace perth::hal::stm32f4 {

/// Which of the two peripheral buses; the number is the index of its registers in Rcc.
enum class Bus : std::uint8_t { apb1 = 0, apb2 = 1 };

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
    std::uint32_t unused[10];
    Register backup;          // BDCR
    Register control_status;  // CSR

    static constexpr std::uint32_t hsi_on = 1U << 0;
    static constexpr std::uint32_t hsi_ready = 1U << 1;
    static constexpr std::uint32_t hse_on = 1U << 16;
    static constexpr std::uint32_t hse_ready = 1U << 17;
    static constexpr std::uint32_t hse_bypass = 1U << 18;
    static constexpr std::uint32_t pll_on = 1U << 24;
    static constexpr std::uint32_t pll_ready = 1U << 25;

    static constexpr std::uint32_t pll_source_hse = 1U << 22;
    static constexpr std::uint32_t pll_r = 0xFU << 28;  // F446: another output; reserved elsewhere
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

    static constexpr std::uint32_t lse_on = 1U << 0;           // of BDCR
    static constexpr std::uint32_t lse_ready = 1U << 1;        //
    static constexpr std::uint32_t rtc_source_mask = 3U << 8;  //
    static constexpr std::uint32_t rtc_from_lse = 1U << 8;
    static constexpr std::uint32_t rtc_from_lsi = 2U << 8;
    static constexpr std::uint32_t rtc_on = 1U << 15;
    static constexpr std::uint32_t backup_reset = 1U << 16;

    static constexpr std::uint32_t lsi_on = 1U << 0;  // of CSR
    static constexpr std::uint32_t lsi_ready = 1U << 1;
    static constexpr std::uint32_t forget_reset = 1U << 24;     // RMVF
    static constexpr std::uint32_t brown_out_reset = 1U << 25;  // BORRSTF, set by power-on, too
    static constexpr std::uint32_t pin_reset = 1U << 26;        // PINRSTF, set by every reset
    static constexpr std::uint32_t power_on_reset = 1U << 27;   // PORRSTF
    static constexpr std::uint32_t software_reset = 1U << 28;   // SFTRSTF
    static constexpr std::uint32_t watchdog_resets = 3U << 29;  // IWDGRSTF, WWDGRSTF
    static constexpr std::uint32_t low_power_reset = 1U << 31;  // LPWRRSTF

    static constexpr std::uint32_t apb1_tim2 = 1U << 0;
    static constexpr std::uint32_t apb1_tim5 = 1U << 3;
    static constexpr std::uint32_t apb2_adc1 = 1U << 8;
    static constexpr std::uint32_t apb2_syscfg = 1U << 14;
    static constexpr std::uint32_t apb2_tim11 = 1U << 18;
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
static_assert(offsetof(Rcc, backup) == 0x70);
static_assert(Rcc::dividers(1, 4, 2) == (5U << 10 | 4U << 13));
static_assert(Rcc::dividers(64, 1, 1) == 12U << 4);

/// "Power controller (PWR)".
struct Power {
    Register control;  // CR
    Register status;   // CSR

    static constexpr std::uint32_t backup_writable = 1U << 8;  // DBP
    static constexpr unsigned voltage_scale_shift = 14;        // VOS
    // RM0390, "PWR power control register (PWR_CR)": the F446's over-drive.
    static constexpr std::uint32_t overdrive = 1U << 16;           // ODEN, ODRDY
    static constexpr std::uint32_t overdrive_switched = 1U << 17;  // ODSWEN, ODSWRDY
};

/// "Embedded Flash memory interface".
struct FlashInterface {
    Register access;      // ACR
    Register key;         // KEYR
    Register option_key;  // OPTKEYR
    Register status;      // SR: written 1 clears
    Register control;     // CR

    static constexpr std::uint32_t wait_states = 0x7;
    static constexpr std::uint32_t prefetch = 1U << 8;
    static constexpr std::uint32_t instruction_cache = 1U << 9;
    static constexpr std::uint32_t data_cache = 1U << 10;
    static constexpr std::uint32_t caches = instruction_cache | data_cache;
    static constexpr std::uint32_t forget_caches = 3U
                                                   << 11;  // ICRST, DCRST: only while they are off

    static constexpr std::uint32_t keys[] = {0x4567'0123, 0xCDEF'89AB};
    static constexpr std::uint32_t errors = 0xF2;  // OPERR, WRPERR, PGAERR, PGPERR, PGSERR
    static constexpr std::uint32_t busy = 1U << 16;
    static constexpr std::uint32_t program = 1U << 0;       // PG
    static constexpr std::uint32_t sector_erase = 1U << 1;  // SER
    static constexpr unsigned sector_shift = 3;             // SNB
    static constexpr std::uint32_t by_words = 2U << 8;      // PSIZE: 32 bits, from 2.7 V on
    static constexpr std::uint32_t start = 1U << 16;
    static constexpr std::uint32_t lock = 1U << 31;
};
static_assert(offsetof(FlashInterface, control) == 0x10);

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

    enum Mode : std::uint32_t { input_mode, output_mode, alternate_mode, analog_mode };
    static constexpr std::uint32_t fast = 2;  // of OSPEEDR; ST DS8626, "I/O AC characteristics"
};
static_assert(offsetof(Gpio, alternate) == 0x20);

/// "Universal synchronous asynchronous receiver transmitter (USART)".
struct Usart {
    Register status;  // SR
    Register data;    // DR
    Register baud;    // BRR: clock / baud rate, with 16-fold oversampling
    Register control1;

    static constexpr std::uint32_t damaged = 0x7;        // PE, FE, NF: parity, stop bit, noise
    static constexpr std::uint32_t overrun = 1U << 3;    // ORE: a byte came before RXNE was cleared
    static constexpr std::uint32_t received = 1U << 5;   // RXNE
    static constexpr std::uint32_t room = 1U << 7;       // TXE
    static constexpr std::uint32_t completed = 1U << 6;  // TC

    static constexpr std::uint32_t receiver = 1U << 2;             // RE
    static constexpr std::uint32_t transmitter = 1U << 3;          // TE
    static constexpr std::uint32_t interrupt_received = 1U << 5;   // RXNEIE
    static constexpr std::uint32_t interrupt_completed = 1U << 6;  // TCIE
    static constexpr std::uint32_t interrupt_room = 1U << 7;       // TXEIE
    static constexpr std::uint32_t enable = 1U << 13;              // UE
};

/// "General-purpose timers (TIM2 to TIM5)"; the others have the same registers, or some of them.
struct Timer {
    Register control1;  // CR1
    Register control2;
    Register slave_mode;
    Register interrupts;       // DIER
    Register status;           // SR: written 0 clears
    Register event;            // EGR
    Register capture_mode[2];  // CCMR1, 2: 8 bits a channel
    Register capture_enable;   // CCER: 4 bits a channel
    Register count;
    Register prescaler;  // PSC: clocks a count, less 1; in force from the next update on
    Register reload;     // ARR: the last count before 0
    Register repetition;
    Register compare[4];  // CCR1…4
    Register dead_time;   // BDTR: TIM1 and TIM8 only

    static constexpr std::uint32_t enable = 1U << 0;          // CEN
    static constexpr std::uint32_t no_updates = 1U << 1;      // UDIS
    static constexpr std::uint32_t only_overflows = 1U << 2;  // URS: an update by EGR sets no flag
    static constexpr std::uint32_t preload = 1U << 7;  // ARPE: ARR is in force from then, too
    static constexpr std::uint32_t update = 1U << 0;   // UIE, UIF, UG
    // Of a channel in CCMR: high while the count is below CCR; a new CCR is in force from then,
    // too.
    static constexpr std::uint32_t pwm_mode = 6U << 4 | 1U << 3;  // OCM, OCPE
    static constexpr std::uint32_t outputs = 1U << 15;            // MOE
};
static_assert(offsetof(Timer, reload) == 0x2C);
static_assert(offsetof(Timer, dead_time) == 0x44);

/// "Inter-integrated circuit (I2C) interface".
struct I2c {
    Register control1;
    Register control2;
    Register own_address[2];
    Register data;
    Register status1;  // SR1: some flags are cleared by writing 0
    Register status2;  // SR2: reading it after SR1 clears `addressed`
    Register clock;    // CCR
    Register rise;     // TRISE

    static constexpr std::uint32_t enable = 1U << 0;        // PE
    static constexpr std::uint32_t start = 1U << 8;         //
    static constexpr std::uint32_t stop = 1U << 9;          //
    static constexpr std::uint32_t acknowledge = 1U << 10;  // ACK
    static constexpr std::uint32_t next_byte = 1U << 11;  // POS: ACK is of the byte after the next
    static constexpr std::uint32_t reset = 1U << 15;      // SWRST

    static constexpr std::uint32_t error_interrupt = 1U << 8;    // ITERREN
    static constexpr std::uint32_t event_interrupt = 1U << 9;    // ITEVTEN
    static constexpr std::uint32_t buffer_interrupt = 1U << 10;  // ITBUFEN: also for RXNE, TXE

    static constexpr std::uint32_t started = 1U << 0;      // SB
    static constexpr std::uint32_t addressed = 1U << 1;    // ADDR
    static constexpr std::uint32_t transferred = 1U << 2;  // BTF
    static constexpr std::uint32_t received = 1U << 6;     // RXNE
    static constexpr std::uint32_t room = 1U << 7;         // TXE
    static constexpr std::uint32_t bus_error = 1U << 8;    // BERR
    static constexpr std::uint32_t lost = 1U << 9;         // ARLO: another master won
    static constexpr std::uint32_t refused = 1U << 10;     // AF: no acknowledge
    static constexpr std::uint32_t busy = 1U << 1;         // of SR2

    static constexpr std::uint32_t fast_mode = 1U << 15;  // F/S: low twice as long as high
};
static_assert(offsetof(I2c, rise) == 0x20);

/// "Serial peripheral interface (SPI)".
struct Spi {
    Register control1;
    Register control2;
    Register status;
    Register data;

    static constexpr std::uint32_t second_edge = 1U << 0;  // CPHA
    static constexpr std::uint32_t idles_high = 1U << 1;   // CPOL
    static constexpr std::uint32_t master = 1U << 2;
    static constexpr unsigned divider_shift = 3;          // BR: bus clock / 2^(BR + 1)
    static constexpr std::uint32_t enable = 1U << 6;      // SPE
    static constexpr std::uint32_t own_select = 3U << 8;  // SSM, SSI: no select pad of its own
    static constexpr std::uint32_t received_interrupt = 1U << 6;  // RXNEIE
    static constexpr std::uint32_t received = 1U << 0;            // RXNE
    static constexpr std::uint32_t busy = 1U << 7;                // BSY
};

/// "Analog-to-digital converter (ADC)".
struct Adc {
    Register status;       // SR: written 0 clears
    Register control1;     //
    Register control2;     //
    Register sampling[2];  // SMPR1, 2: 3 bits a channel
    Register offsets[4];
    Register limits[2];
    Register sequence[3];  // SQR1…3: the third begins with the first channel
    Register injected[5];
    Register data;

    static constexpr std::uint32_t enable = 1U << 0;         // ADON
    static constexpr std::uint32_t start = 1U << 30;         // SWSTART
    static constexpr std::uint32_t converted = 1U << 1;      // EOC
    static constexpr std::uint32_t sample_84 = 04444444444;  // every channel 84 clocks long
    static constexpr std::uint32_t clock_by_4 = 1U << 16;    // of the common CCR: ADCPRE
};
static_assert(offsetof(Adc, data) == 0x4C);

/// "Real-time clock (RTC)".
struct Rtc {
    Register time;       // TR, in decimal digits
    Register date;       // DR
    Register control;    // CR
    Register status;     // ISR
    Register prescaler;  // PRER
    std::uint32_t unused[4];
    Register protection;  // WPR
    std::uint32_t unused_2[10];
    Register backup[20];  // kept like the time

    static constexpr std::uint32_t no_shadow = 1U << 5;     // BYPSHAD
    static constexpr std::uint32_t initializing = 1U << 6;  // INITF
    static constexpr std::uint32_t initialize = 1U << 7;    // INIT
    static constexpr std::uint32_t keys[] = {0xCA, 0x53};
    static constexpr std::uint32_t protect = 0xFF;
};
static_assert(offsetof(Rtc, protection) == 0x24);
static_assert(offsetof(Rtc, backup) == 0x50);

/// "Independent watchdog (IWDG)".
struct WatchdogTimer {
    Register key;        // KR
    Register prescaler;  // PR: 4 * 2^PR clocks a count
    Register reload;     // RLR: 12 bits
    Register status;     // SR: a bit while PR or RLR is being taken over

    static constexpr std::uint32_t feed = 0xAAAA;
    static constexpr std::uint32_t writable = 0x5555;
    static constexpr std::uint32_t start = 0xCCCC;
};

inline Power& power() noexcept { return *reinterpret_cast<Power*>(0x4000'7000); }
inline Rcc& rcc() noexcept { return *reinterpret_cast<Rcc*>(0x4002'3800); }
inline FlashInterface& flash_interface() noexcept {
    return *reinterpret_cast<FlashInterface*>(0x4002'3C00);
}
inline Syscfg& syscfg() noexcept { return *reinterpret_cast<Syscfg*>(0x4001'3800); }
inline Exti& exti() noexcept { return *reinterpret_cast<Exti*>(0x4001'3C00); }
inline Adc& adc1() noexcept { return *reinterpret_cast<Adc*>(0x4001'2000); }
inline Register& adc_common() noexcept { return *reinterpret_cast<Register*>(0x4001'2304); }
inline Rtc& rtc() noexcept { return *reinterpret_cast<Rtc*>(0x4000'2800); }
inline WatchdogTimer& watchdog_timer() noexcept {
    return *reinterpret_cast<WatchdogTimer*>(0x4000'3000);
}
/// `port` 0 is A.
inline Gpio& gpio(unsigned port) noexcept {
    return *reinterpret_cast<Gpio*>(0x4002'0000 + port * 0x400);
}

/// Returns whether there is a clock tree. HSI is on after reset, so CR is 0 only in an emulator
/// that models none (QEMU), and the core runs at full speed already.
inline bool has_clock_tree() noexcept { return rcc().control != 0; }

}  // namespace perth::hal::stm32f4
