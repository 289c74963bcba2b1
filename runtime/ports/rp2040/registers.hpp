// The registers of the RP2040 that the port uses. Source: "RP2040 Datasheet" (Raspberry Pi), the
// lists of registers at the end of the sections named below; addresses in "Address Map".
#pragma once

#include <cstddef>
#include <cstdint>

namespace perth::hal::rp2040 {

using Register = volatile std::uint32_t;

/// "Atomic Register Access": each register of a peripheral (not of SIO) has aliases that set, clear
/// or flip the bits written as 1, in one access.
enum class Alias : std::uintptr_t { flip = 0x1000, set = 0x2000, clear = 0x3000 };
inline Register& alias(Register& target, Alias kind) noexcept {
    return *reinterpret_cast<Register*>(reinterpret_cast<std::uintptr_t>(&target) +
                                        static_cast<std::uintptr_t>(kind));
}
inline void set_bits(Register& target, std::uint32_t mask) noexcept {
    alias(target, Alias::set) = mask;
}
inline void clear_bits(Register& target, std::uint32_t mask) noexcept {
    alias(target, Alias::clear) = mask;
}

/// "Subsystem Resets": a bit a block; 1 in `reset` holds it in reset.
struct Resets {
    Register reset;
    Register watchdog_select;
    Register done;

    static constexpr std::uint32_t adc = 1U << 0;
    static constexpr std::uint32_t i2c0 = 1U << 3;
    static constexpr std::uint32_t io_bank0 = 1U << 5;
    static constexpr std::uint32_t pads_bank0 = 1U << 8;
    static constexpr std::uint32_t pll_sys = 1U << 12;
    static constexpr std::uint32_t pll_usb = 1U << 13;
    static constexpr std::uint32_t pwm = 1U << 14;
    static constexpr std::uint32_t rtc = 1U << 15;
    static constexpr std::uint32_t spi0 = 1U << 16;
    static constexpr std::uint32_t timer = 1U << 21;
    static constexpr std::uint32_t uart0 = 1U << 22;
    static constexpr std::uint32_t usb = 1U << 24;
};

/// "Power-On State Machine".
struct PowerOn {
    Register force_on;
    Register force_off;
    Register watchdog_select;
    Register done;

    static constexpr std::uint32_t all = (1U << 17) - 1;
    static constexpr std::uint32_t oscillators = 1U << 0 | 1U << 1;  // ROSC, XOSC
};

/// "Clocks": one clock's registers. What CTRL's sources mean differs from clock to clock.
struct ClockGenerator {
    Register control;
    Register divider;   // 24.8 bits; of clk_ref only bits 8 and 9
    Register selected;  // one bit, that of the glitchless source in use

    static constexpr std::uint32_t enable = 1U << 11;
    static constexpr std::uint32_t auxiliary(std::uint32_t source) noexcept { return source << 5; }
    static constexpr std::uint32_t divide_by(std::uint32_t divider) noexcept {
        return divider << 8;
    }
};
struct Clocks {
    ClockGenerator outputs[4];
    ClockGenerator ref, sys, peri, usb, adc, rtc;
    Register resus_control;

    static constexpr std::uint32_t ref_from_rosc = 0, ref_from_xosc = 2;
    static constexpr std::uint32_t sys_from_ref = 0, sys_from_auxiliary = 1;
    static constexpr std::uint32_t sys_pll_sys = ClockGenerator::auxiliary(0);
    static constexpr std::uint32_t peri_clk_sys = ClockGenerator::auxiliary(0);
    // Alike for usb, adc and rtc.
    static constexpr std::uint32_t unit_pll_usb = ClockGenerator::auxiliary(0);
    static constexpr std::uint32_t unit_xosc = ClockGenerator::auxiliary(3);
};
static_assert(offsetof(Clocks, ref) == 0x30);
static_assert(offsetof(Clocks, rtc) == 0x6C);

/// "Crystal Oscillator (XOSC)".
struct Xosc {
    Register control;
    Register status;
    Register dormant;
    Register startup;  // in 256 cycles

    static constexpr std::uint32_t enable = 0xFABU << 12;
    static constexpr std::uint32_t range_1_to_15_mhz = 0xAA0;
    static constexpr std::uint32_t stable = 1U << 31;
};

/// "PLL".
struct Pll {
    Register control;  // CS: bits 0…5 divide the reference
    Register power;    // PWR
    Register feedback;
    Register post_dividers;  // PRIM

    static constexpr std::uint32_t locked = 1U << 31;
    static constexpr std::uint32_t off = 1U << 0;                // PD
    static constexpr std::uint32_t post_dividers_off = 1U << 3;  // POSTDIVPD
    static constexpr std::uint32_t oscillator_off = 1U << 5;     // VCOPD
    static constexpr std::uint32_t divide(std::uint32_t first, std::uint32_t second) noexcept {
        return first << 16 | second << 12;
    }
};

/// "Watchdog". It makes the tick of the timers, too.
struct Watchdog {
    Register control;
    Register load;
    Register reason;
    Register scratch[8];
    Register tick;  // bits 0…8: cycles of clk_ref a tick

    static constexpr std::uint32_t trigger = 1U << 31;
    static constexpr std::uint32_t enable = 1U << 30;
    static constexpr std::uint32_t pause_for_debugger = 7U << 24;
    static constexpr std::uint32_t longest = (1U << 24) - 1;
    static constexpr std::uint32_t by_timer = 1U << 0, by_trigger = 1U << 1;
    static constexpr std::uint32_t tick_enable = 1U << 9;
    /// Which scratch register the ROM looks at, and those that it needs with it.
    static constexpr unsigned boot_scratch = 4;
};
static_assert(offsetof(Watchdog, tick) == 0x2C);

/// "Chip-Level Reset", VREG_AND_CHIP_RESET.
struct ChipReset {
    Register regulator;
    Register brown_out;
    Register cause;  // CHIP_RESET

    static constexpr std::uint32_t by_power = 1U << 8;      // HAD_POR, brown-out included
    static constexpr std::uint32_t by_pin = 1U << 16;       // HAD_RUN
    static constexpr std::uint32_t by_debugger = 1U << 20;  // HAD_PSM_RESTART
};

/// "Timer": microseconds, and four alarms at their low 32 bits.
struct Timer {
    Register write_high;
    Register write_low;
    Register latched_high;
    Register latched_low;
    Register alarm[4];  // writing arms
    Register armed;     // writing 1 disarms
    Register high;      // TIMERAWH
    Register low;       // TIMERAWL
    Register pause_for_debugger;
    Register pause;
    Register raw_interrupts;  // INTR; writing 1 clears
    Register interrupts;      // INTE
    Register forced;          // INTF
};
static_assert(offsetof(Timer, raw_interrupts) == 0x34);

/// "GPIO", IO_BANK0.
struct IoBank {
    struct {
        Register status;
        Register control;
    } pads[30];
    Register raw_interrupts[4];  // INTR: four bits a pad; writing 1 clears edges
    Register interrupts[4];      // PROC0_INTE
    Register forced[4];
    Register pending[4];  // PROC0_INTS

    /// What a pad can be handed to: "GPIO functions".
    enum Function : std::uint32_t { spi = 1, uart = 2, i2c = 3, pwm = 4, sio = 5, none = 0x1F };
    static constexpr std::uint32_t falling = 1U << 2, rising = 1U << 3;
};
static_assert(offsetof(IoBank, raw_interrupts) == 0xF0);
static_assert(offsetof(IoBank, pending) == 0x120);

/// "GPIO", PADS_BANK0.
struct Pads {
    Register voltage;
    Register pads[30];

    static constexpr std::uint32_t schmitt = 1U << 1;
    static constexpr std::uint32_t pull_down = 1U << 2;
    static constexpr std::uint32_t pull_up = 1U << 3;
    static constexpr std::uint32_t drive_4_ma = 1U << 4;
    static constexpr std::uint32_t input_enable = 1U << 6;
    static constexpr std::uint32_t output_disable = 1U << 7;
    static constexpr std::uint32_t after_reset = input_enable | drive_4_ma | pull_down | schmitt;
};

/// "SIO": a core's own; no aliases.
struct Sio {
    Register cpu;
    Register in;
    Register in_qspi;
    std::uint32_t unused;
    Register out, out_set, out_clear, out_flip;
    Register enable, enable_set, enable_clear, enable_flip;
};
static_assert(offsetof(Sio, out) == 0x10);
static_assert(offsetof(Sio, enable_clear) == 0x28);

/// "Interrupts": their numbers.
enum Irq : unsigned {
    timer_irq_0 = 0,
    io_irq_bank0 = 13,
    spi0_irq = 18,
    uart0_irq = 20,
    i2c0_irq = 23,
};

inline Resets& resets() noexcept { return *reinterpret_cast<Resets*>(0x4000'C000); }
inline PowerOn& power_on() noexcept { return *reinterpret_cast<PowerOn*>(0x4001'0000); }
inline Clocks& clocks() noexcept { return *reinterpret_cast<Clocks*>(0x4000'8000); }
inline Xosc& xosc() noexcept { return *reinterpret_cast<Xosc*>(0x4002'4000); }
inline Pll& pll_sys() noexcept { return *reinterpret_cast<Pll*>(0x4002'8000); }
inline Pll& pll_usb() noexcept { return *reinterpret_cast<Pll*>(0x4002'C000); }
inline Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4005'8000); }
inline ChipReset& chip_reset() noexcept { return *reinterpret_cast<ChipReset*>(0x4006'4000); }
inline Timer& timer() noexcept { return *reinterpret_cast<Timer*>(0x4005'4000); }
inline IoBank& io_bank() noexcept { return *reinterpret_cast<IoBank*>(0x4001'4000); }
inline Pads& pads() noexcept { return *reinterpret_cast<Pads*>(0x4001'C000); }
inline Sio& sio() noexcept { return *reinterpret_cast<Sio*>(0xD000'0000); }

}  // namespace perth::hal::rp2040
