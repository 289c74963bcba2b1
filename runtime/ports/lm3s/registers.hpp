// The registers of the LM3S6965 that the port uses. Source: TI DS-LM3S6965 (data sheet), the
// register descriptions of the chapters named below; compared with RTEMS, bsp/lm3s69xx.h (system
// control, GPIO, UART, SSI) and TI's StellarisWare, lm3s828.h (the other units, of the same kind).
#pragma once

#include <cstddef>
#include <cstdint>

namespace perth::hal::lm3s {

using Register = volatile std::uint32_t;

/// Sets or clears the bits of `mask`. Not in one step: mask interrupts where they write it, too.
inline void set_bits(Register& target, std::uint32_t mask, bool on) noexcept {
    target = on ? target | mask : target & ~mask;
}

/// "System Control".
struct SystemControl {
    Register identification[2];  // DID0, DID1
    Register capabilities[5];    // DC0…
    Register unused[5];
    Register brown_out;  // PBORCTL
    Register regulator;  // LDOPCTL
    Register unused_2[2];
    Register reset[3];  // SRCR0…2: a unit is reset while its bit is set
    Register unused_3;
    Register raw_status;    // RIS
    Register mask;          // IMC
    Register status_clear;  // MISC; writing 1 clears
    Register reset_cause;   // RESC; bits stay until they are cleared
    Register clocks;        // RCC
    Register pll;
    Register unused_4[2];
    Register clocks_2;  // RCC2
    Register unused_5[35];
    Register enable[3];  // RCGC0…2: a unit has its clock while its bit is set

    static constexpr std::uint32_t pll_locked = 1U << 6;  // RIS

    // RCC.
    static constexpr std::uint32_t main_oscillator_off = 1U << 0;  // MOSCDIS
    static constexpr std::uint32_t source_mask = 3U << 4;          // OSCSRC; 0 is the crystal
    static constexpr std::uint32_t crystal_mask = 0xFU << 6;       // XTAL
    static constexpr unsigned crystal_shift = 6;
    static constexpr std::uint32_t bypass = 1U << 11;
    static constexpr std::uint32_t pll_output_off = 1U << 12;  // OEN
    static constexpr std::uint32_t pll_off = 1U << 13;         // PWRDN
    static constexpr unsigned pwm_divider_shift = 17;          // PWMDIV, 3 bits
    static constexpr std::uint32_t use_pwm_divider = 1U << 20;
    static constexpr std::uint32_t use_divider = 1U << 22;  // USESYSDIV
    static constexpr std::uint32_t divider_mask = 0xFU << 23;
    static constexpr unsigned divider_shift = 23;  // SYSDIV: 200 MHz / (SYSDIV + 1)

    // RESC.
    static constexpr std::uint32_t by_pin = 1U << 0;
    static constexpr std::uint32_t by_power_on = 1U << 1;
    static constexpr std::uint32_t by_brown_out = 1U << 2;
    static constexpr std::uint32_t by_watchdog = 1U << 3;
    static constexpr std::uint32_t by_software = 1U << 4;
    static constexpr std::uint32_t by_regulator = 1U << 5;

    // RCGC0, RCGC1, and SRCR of the same number; RCGC2 has a bit a GPIO port.
    static constexpr std::uint32_t watchdog = 1U << 3;
    static constexpr std::uint32_t adc = 1U << 16;
    static constexpr std::uint32_t pwm = 1U << 20;
    static constexpr std::uint32_t uart(unsigned unit) noexcept { return 1U << unit; }
    static constexpr std::uint32_t ssi0 = 1U << 4;
    static constexpr std::uint32_t i2c(unsigned unit) noexcept { return 1U << (12 + 2 * unit); }
    static constexpr std::uint32_t timer(unsigned unit) noexcept { return 1U << (16 + unit); }
};
static_assert(offsetof(SystemControl, regulator) == 0x34);
static_assert(offsetof(SystemControl, reset) == 0x40);
static_assert(offsetof(SystemControl, raw_status) == 0x50);
static_assert(offsetof(SystemControl, clocks) == 0x60);
static_assert(offsetof(SystemControl, clocks_2) == 0x70);
static_assert(offsetof(SystemControl, enable) == 0x100);

/// "General-Purpose Input/Outputs (GPIOs)": a bit a pad.
struct Gpio {
    Register data[256];       // the index says which bits are read and written; see masked()
    Register direction;       // DIR: 1 is output
    Register level_sense;     // IS
    Register both_edges;      // IBE
    Register rising;          // IEV
    Register interrupt_mask;  // IM
    Register raw_status;      // RIS
    Register status;          // MIS
    Register clear;           // ICR
    Register alternate;       // AFSEL
    Register unused[55];      //
    Register drive[3];        // DR2R, DR4R, DR8R
    Register open_drain;      // ODR
    Register pull_up;         // PUR
    Register pull_down;       // PDR
    Register slew;            // SLR
    Register digital;         // DEN
    Register lock;            // LOCK
    Register commit;          // CR: pads of the debugger change only where it is 1

    static constexpr std::uint32_t unlock = 0x1ACC'E551;

    /// The bits of `mask` alone: writing leaves the others as they are, reading shows 0 for them.
    Register& masked(std::uint32_t mask) noexcept { return data[mask]; }
};
static_assert(offsetof(Gpio, direction) == 0x400);
static_assert(offsetof(Gpio, drive) == 0x500);
static_assert(offsetof(Gpio, lock) == 0x520);

/// "Universal Asynchronous Receivers/Transmitters (UARTs)".
struct Uart {
    Register data;          // DR
    Register error_clear;   // RSR, ECR
    Register unused[4];     //
    Register flags;         // FR
    Register unused_2[2];   //
    Register baud_whole;    // IBRD: clock / (16 * baud)
    Register baud_64ths;    // FBRD
    Register line_control;  // LCRH
    Register control;       // CTL
    Register levels;        // IFLS
    Register mask;          // IM
    Register raw_status;    // RIS
    Register status;        // MIS
    Register clear;         // ICR

    static constexpr std::uint32_t damaged = 7U << 8;  // DR: framing, parity, break
    static constexpr std::uint32_t overrun = 1U << 11;

    static constexpr std::uint32_t busy = 1U << 3;  // FR
    static constexpr std::uint32_t receive_empty = 1U << 4;
    static constexpr std::uint32_t transmit_full = 1U << 5;

    static constexpr std::uint32_t eight_bits_and_fifos = 7U << 4;  // LCRH: WLEN, FEN
    static constexpr std::uint32_t enable_both = 0x301;             // CTL: UARTEN, TXE, RXE

    static constexpr std::uint32_t received = 1U << 4;
    static constexpr std::uint32_t room = 1U << 5;
    static constexpr std::uint32_t received_earlier = 1U
                                                      << 6;  // the receive time-out, 32 bits long
};
static_assert(offsetof(Uart, flags) == 0x18);
static_assert(offsetof(Uart, baud_whole) == 0x24);
static_assert(offsetof(Uart, clear) == 0x44);

/// "General-Purpose Timers".
struct Timer {
    Register configuration;  // CFG: 0 is one timer of 32 bits
    Register mode;           // TAMR
    Register mode_b;
    Register control;  // CTL
    Register unused[2];
    Register mask;        // IMR
    Register raw_status;  // RIS
    Register status;      // MIS
    Register clear;       // ICR
    Register load;        // TAILR

    static constexpr std::uint32_t one_shot = 1;
    static constexpr std::uint32_t periodic = 2;
    static constexpr std::uint32_t enable = 1U << 0;   // TAEN
    static constexpr std::uint32_t expired = 1U << 0;  // TATO
};
static_assert(offsetof(Timer, load) == 0x28);

/// "Inter-Integrated Circuit (I2C) Interface", the master.
struct I2c {
    Register address;         // MSA: seven bits, then the direction
    Register control_status;  // MCS
    Register data;            // MDR
    Register period;          // MTPR
    Register mask;            // MIMR
    Register raw_status;      // MRIS
    Register status;          // MMIS
    Register clear;           // MICR
    Register configuration;   // MCR

    static constexpr std::uint32_t run = 1U << 0;  // MCS, written
    static constexpr std::uint32_t start = 1U << 1;
    static constexpr std::uint32_t stop = 1U << 2;
    static constexpr std::uint32_t acknowledge = 1U << 3;

    static constexpr std::uint32_t busy = 1U << 0;  // MCS, read
    static constexpr std::uint32_t error = 1U << 1;
    static constexpr std::uint32_t bus_busy = 1U << 6;

    static constexpr std::uint32_t master = 1U << 4;  // MCR
};
static_assert(offsetof(I2c, configuration) == 0x20);

/// "Synchronous Serial Interface (SSI)".
struct Ssi {
    Register control_0;  // CR0
    Register control_1;  // CR1
    Register data;       // DR
    Register flags;      // SR
    Register prescaler;  // CPSR: even
    Register mask;       // IM
    Register raw_status;
    Register status;
    Register clear;  // ICR

    static constexpr std::uint32_t eight_bits = 7;  // CR0: DSS
    static constexpr unsigned polarity_shift = 6;
    static constexpr unsigned phase_shift = 7;
    static constexpr unsigned rate_shift = 8;         // SCR
    static constexpr std::uint32_t enable = 1U << 1;  // CR1: SSE

    static constexpr std::uint32_t room = 1U << 1;      // SR: TNF
    static constexpr std::uint32_t received = 1U << 2;  // RNE

    static constexpr std::uint32_t some_received = 1U << 1;  // IM: receive time-out, 32 bits long
    static constexpr std::uint32_t half_received = 1U << 2;  // IM: four frames
};
static_assert(offsetof(Ssi, clear) == 0x20);

/// "Analog-to-Digital Converter (ADC)"; of its four sequencers the last, of one sample.
struct Adc {
    Register active;      // ACTSS
    Register raw_status;  // RIS
    Register mask;        // IM
    Register clear;       // ISC
    Register overflow;    // OSTAT
    Register trigger;     // EMUX: 0 is by software
    Register unused[4];
    Register start;  // PSSI
    Register unused_2[29];
    Register input;    // SSMUX3
    Register control;  // SSCTL3
    Register result;   // SSFIFO3

    static constexpr std::uint32_t sequencer_3 = 1U << 3;
    static constexpr std::uint32_t end_and_interrupt = 3U << 1;  // SSCTL3: END0, IE0
};
static_assert(offsetof(Adc, start) == 0x28);
static_assert(offsetof(Adc, input) == 0xA0);

/// "Pulse Width Modulator (PWM)".
struct Pwm {
    Register control;  // PWMCTL
    Register sync;
    Register enable;  // PWMENABLE: a bit a channel
    Register invert;
    Register fault;
    Register mask;
    Register raw_status;
    Register status;
    Register outputs;
    Register unused[7];
    struct Generator {
        Register control;  // PWMnCTL
        Register mask;
        Register raw_status;
        Register status;
        Register load;       // the count goes from here to 0
        Register count;      //
        Register match[2];   // PWMnCMPA, PWMnCMPB
        Register action[2];  // PWMnGENA, PWMnGENB
        Register dead_band[3];
        Register unused[3];
    } generators[3];

    static constexpr std::uint32_t generator_on = 1U << 0;
};
static_assert(offsetof(Pwm, generators) == 0x40);
static_assert(sizeof(Pwm::Generator) == 0x40);

/// "Internal Memory", the flash's part.
struct FlashControl {
    Register address;     // FMA
    Register data;        // FMD
    Register control;     // FMC
    Register raw_status;  // FCRIS
    Register mask;
    Register clear;  // FCMISC

    static constexpr std::uint32_t key = 0xA442U << 16;
    static constexpr std::uint32_t write = 1U << 0;
    static constexpr std::uint32_t erase = 1U << 1;
    static constexpr std::uint32_t denied = 1U << 0;  // FCRIS: ARIS
};
static_assert(offsetof(FlashControl, clear) == 0x14);

/// "Watchdog Timer".
struct Watchdog {
    Register load;
    Register value;
    Register control;
    Register clear;  // any write: no expiry is noted, and the count begins anew

    static constexpr std::uint32_t run = 1U << 0;    // INTEN
    static constexpr std::uint32_t reset = 1U << 1;  // RESEN: at the second expiry
};

inline SystemControl& system_control() noexcept {
    return *reinterpret_cast<SystemControl*>(0x400F'E000);
}
/// USECRL, "Internal Memory": the clocks of a microsecond, less 1.
inline Register& flash_microsecond() noexcept { return *reinterpret_cast<Register*>(0x400F'E140); }
inline FlashControl& flash_control() noexcept {
    return *reinterpret_cast<FlashControl*>(0x400F'D000);
}
inline Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4000'0000); }
/// `port` 0 is A.
inline Gpio& gpio(unsigned port) noexcept {
    const std::uintptr_t first = port < 4 ? 0x4000'4000 : 0x4002'4000 - 4 * 0x1000;
    return *reinterpret_cast<Gpio*>(first + port * 0x1000);
}
inline Uart& uart(unsigned unit) noexcept {
    return *reinterpret_cast<Uart*>(0x4000'C000 + unit * 0x1000);
}
inline Timer& timer(unsigned unit) noexcept {
    return *reinterpret_cast<Timer*>(0x4003'0000 + unit * 0x1000);
}
inline I2c& i2c(unsigned unit) noexcept {
    return *reinterpret_cast<I2c*>(0x4002'0000 + unit * 0x1000);
}
inline Ssi& ssi() noexcept { return *reinterpret_cast<Ssi*>(0x4000'8000); }
inline Adc& adc() noexcept { return *reinterpret_cast<Adc*>(0x4003'8000); }
inline Pwm& pwm() noexcept { return *reinterpret_cast<Pwm*>(0x4002'8000); }

/// Gives a unit its clock: RCGC`index`, which has its bits in `mask`. It runs a few cycles later;
/// reading back takes longer. Mask interrupts.
inline void start_clock(unsigned index, std::uint32_t mask) noexcept {
    Register& enable = system_control().enable[index];
    enable = enable | mask;
    (void)enable;
}

}  // namespace perth::hal::lm3s
