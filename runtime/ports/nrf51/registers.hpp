// The registers of the nRF51 that the port uses. Source: Nordic nRF51 Series Reference Manual v3.0,
// the sections named below; addresses are in "Instantiation".
//
// Every peripheral has tasks, started by writing 1, and events, which read 1 and are cleared by
// writing 0; an event whose bit is set in INTEN interrupts: bit n is the event at 0x100 + 4 n.
#pragma once

#include <cstddef>
#include <cstdint>

namespace perth::hal::nrf51 {

using Register = volatile std::uint32_t;

/// The bit of the event at `offset` in INTENSET and INTENCLR.
constexpr std::uint32_t interrupt_bit(std::size_t offset) noexcept {
    return 1U << ((offset - 0x100) / 4);
}

/// "Power management (POWER)" and "Clock management (CLOCK)", which share their addresses.
struct PowerClock {
    Register start_hfclk;  // the crystal oscillator
    Register unused0[63];
    Register hfclk_started;
    Register unused1[191];
    Register reset_reasons;  // RESETREAS; writing 1 clears a bit

    static constexpr std::uint32_t by_pin = 1U << 0;
    static constexpr std::uint32_t by_watchdog = 1U << 1;
    static constexpr std::uint32_t by_software = 1U << 2;
    static constexpr std::uint32_t by_lockup = 1U << 3;
    static constexpr std::uint32_t by_waking = 7U
                                               << 16;  // from OFF: by a pad, LPCOMP, the debugger
};
static_assert(offsetof(PowerClock, hfclk_started) == 0x100);
static_assert(offsetof(PowerClock, reset_reasons) == 0x400);

/// "General-purpose input/output (GPIO)".
struct Gpio {
    Register output;  // OUT
    Register set;     // OUTSET
    Register clear;   // OUTCLR
    Register input;   // IN
    Register direction;
    Register direction_set;
    Register direction_clear;
    Register unused[120];
    Register pads[32];  // PIN_CNF

    static constexpr std::uint32_t is_output = 1U << 0;
    static constexpr std::uint32_t disconnected = 1U << 1;  // the input buffer
    static constexpr std::uint32_t pulled_down = 1U << 2;
    static constexpr std::uint32_t pulled_up = 3U << 2;
    static constexpr std::uint32_t open_drain = 6U << 8;  // S0D1
};
static_assert(offsetof(Gpio, pads) == 0x700 - 0x504);

/// "GPIO tasks and events (GPIOTE)".
struct Gpiote {
    Register tasks[64];
    Register events[4];  // IN
    Register unused[125];
    Register interrupts_on;   // INTENSET
    Register interrupts_off;  // INTENCLR
    Register unused1[129];
    Register channels[4];  // CONFIG

    static constexpr std::uint32_t event_mode = 1;
    static constexpr std::uint32_t pad(unsigned pin) noexcept { return pin << 8; }
    static constexpr std::uint32_t rising = 1U << 16;  // both: the pad toggles
    static constexpr std::uint32_t falling = 2U << 16;
};
static_assert(offsetof(Gpiote, interrupts_on) == 0x304);
static_assert(offsetof(Gpiote, channels) == 0x510);

/// "Timer/counter (TIMER)".
struct Timer {
    Register start;
    Register stop;
    Register count;
    Register clear;
    Register unused0[12];
    Register capture[4];  // at 0x40: copies the counter into `compare`
    Register unused1[60];
    Register events[4];  // COMPARE, at 0x140
    Register unused2[44];
    Register shortcuts;
    Register unused3[64];
    Register interrupts_on;   // INTENSET
    Register interrupts_off;  // INTENCLR
    Register unused4[126];
    Register mode;
    Register bits;  // BITMODE
    Register unused5;
    Register prescaler;  // the counter runs at 16 MHz / 2^prescaler
    Register unused6[11];
    Register compare[4];  // CC

    static constexpr std::uint32_t bits_16 = 0;
    static constexpr std::uint32_t bits_32 = 3;  // TIMER0 alone
    static constexpr std::uint32_t at_1_mhz = 4;
    static constexpr std::uint32_t clear_at_compare_0 = 1U << 0;
    static constexpr std::uint32_t interrupt(unsigned channel) noexcept {
        return 1U << (16 + channel);
    }
};
static_assert(offsetof(Timer, capture) == 0x40);
static_assert(offsetof(Timer, events) == 0x140);
static_assert(offsetof(Timer, shortcuts) == 0x200);
static_assert(offsetof(Timer, interrupts_on) == 0x304);
static_assert(offsetof(Timer, mode) == 0x504);
static_assert(offsetof(Timer, compare) == 0x540);

/// "Universal Asynchronous Receiver/Transmitter (UART)".
struct Uart {
    Register start_receiver;
    Register stop_receiver;
    Register start_transmitter;
    Register stop_transmitter;
    Register unused0[62];
    Register received;  // RXDRDY
    Register unused1[4];
    Register sent;  // TXDRDY
    Register unused2;
    Register error;
    Register unused3[119];
    Register interrupts_on;   // INTENSET
    Register interrupts_off;  // INTENCLR
    Register unused4[93];
    Register errors;  // ERRORSRC; writing 1 clears a bit
    Register unused5[31];
    Register enable;
    Register unused6;
    Register rts_pad;  // PSELRTS
    Register tx_pad;
    Register cts_pad;
    Register rx_pad;
    Register rx_data;  // RXD
    Register tx_data;  // TXD
    Register unused7;
    Register baud;  // BAUDRATE
    Register unused8[17];
    Register config;

    static constexpr std::uint32_t enabled = 4;
    static constexpr std::uint32_t all_errors = 0xF;  // overrun, parity, framing, break
};
static_assert(offsetof(Uart, received) == 0x108);
static_assert(offsetof(Uart, sent) == 0x11C);
static_assert(offsetof(Uart, error) == 0x124);
static_assert(offsetof(Uart, interrupts_on) == 0x304);
static_assert(offsetof(Uart, errors) == 0x480);
static_assert(offsetof(Uart, enable) == 0x500);
static_assert(offsetof(Uart, rx_data) == 0x518);
static_assert(offsetof(Uart, config) == 0x56C);

/// What PSEL… registers hold where there is no pad.
inline constexpr std::uint32_t no_pad = 0xFFFF'FFFF;

inline PowerClock& power_clock() noexcept { return *reinterpret_cast<PowerClock*>(0x4000'0000); }
inline Uart& uart0() noexcept { return *reinterpret_cast<Uart*>(0x4000'2000); }
inline Gpiote& gpiote() noexcept { return *reinterpret_cast<Gpiote*>(0x4000'6000); }
inline Timer& timer0() noexcept { return *reinterpret_cast<Timer*>(0x4000'8000); }
inline Timer& timer1() noexcept { return *reinterpret_cast<Timer*>(0x4000'9000); }
inline Timer& timer2() noexcept { return *reinterpret_cast<Timer*>(0x4000'A000); }
inline Gpio& gpio() noexcept { return *reinterpret_cast<Gpio*>(0x5000'0504); }

}  // namespace perth::hal::nrf51
