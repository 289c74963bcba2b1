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

/// "Two Wire Interface (TWI)".
struct Twi {
    Register start_receiving;
    Register unused0;
    Register start_sending;
    Register unused1[2];
    Register stop;
    Register unused2;
    Register suspend;
    Register resume;
    Register unused3[56];
    Register stopped;
    Register received;  // RXDREADY
    Register unused4[4];
    Register sent;  // TXDSENT
    Register unused5;
    Register error;
    Register unused6[54];
    Register shortcuts;
    Register unused7[64];
    Register interrupts_on;   // INTENSET
    Register interrupts_off;  // INTENCLR
    Register unused8[110];
    Register errors;  // ERRORSRC; writing 1 clears a bit
    Register unused9[14];
    Register enable;
    Register unused10;
    Register scl_pad;
    Register sda_pad;
    Register unused11[2];
    Register rx_data;  // RXD
    Register tx_data;  // TXD
    Register unused12;
    Register frequency;
    Register unused13[24];
    Register address;
    Register unused14[668];
    Register power;

    static constexpr std::uint32_t enabled = 5;
    static constexpr std::uint32_t suspend_at_byte = 1U << 0;  // BB_SUSPEND
    static constexpr std::uint32_t stop_at_byte = 1U << 1;     // BB_STOP
    static constexpr std::uint32_t all_errors = 7;             // overrun, address, data
    static constexpr std::uint32_t k100 = 0x0198'0000;
    static constexpr std::uint32_t k250 = 0x0400'0000;
    static constexpr std::uint32_t k400 = 0x0668'0000;
};
static_assert(offsetof(Twi, stopped) == 0x104);
static_assert(offsetof(Twi, sent) == 0x11C);
static_assert(offsetof(Twi, error) == 0x124);
static_assert(offsetof(Twi, shortcuts) == 0x200);
static_assert(offsetof(Twi, interrupts_on) == 0x304);
static_assert(offsetof(Twi, errors) == 0x4C4);
static_assert(offsetof(Twi, enable) == 0x500);
static_assert(offsetof(Twi, frequency) == 0x524);
static_assert(offsetof(Twi, address) == 0x588);
static_assert(offsetof(Twi, power) == 0xFFC);

/// "Serial Peripheral Interface (SPI) Master".
struct Spi {
    Register unused0[66];
    Register ready;
    Register unused1[126];
    Register interrupts_on;   // INTENSET
    Register interrupts_off;  // INTENCLR
    Register unused2[125];
    Register enable;
    Register unused3;
    Register sck_pad;
    Register mosi_pad;
    Register miso_pad;
    Register unused4;
    Register rx_data;  // RXD
    Register tx_data;  // TXD
    Register unused5;
    Register frequency;
    Register unused6[11];
    Register config;

    static constexpr std::uint32_t enabled = 1;
    static constexpr std::uint32_t samples_trailing_edge = 1U << 1;  // CPHA
    static constexpr std::uint32_t clock_idles_high = 1U << 2;       // CPOL
};
static_assert(offsetof(Spi, ready) == 0x108);
static_assert(offsetof(Spi, interrupts_on) == 0x304);
static_assert(offsetof(Spi, enable) == 0x500);
static_assert(offsetof(Spi, rx_data) == 0x518);
static_assert(offsetof(Spi, config) == 0x554);

/// "Analog to Digital Converter (ADC)".
struct Adc {
    Register start;
    Register stop;
    Register unused0[62];
    Register end;
    Register unused1[255];
    Register enable;
    Register config;
    Register result;

    static constexpr std::uint32_t bits_10 = 2;
    static constexpr std::uint32_t third_of_input = 2U << 2;
    static constexpr std::uint32_t against_third_of_supply = 3U << 5;
    static constexpr std::uint32_t input(unsigned number) noexcept { return 1U << (8 + number); }
};
static_assert(offsetof(Adc, end) == 0x100);
static_assert(offsetof(Adc, result) == 0x508);

/// "Watchdog timer (WDT)".
struct Watchdog {
    Register start;
    Register unused0[255];
    Register running;  // RUNSTATUS
    Register unused1[64];
    Register counts;  // CRV: of 32768 Hz, less 1
    Register reload_enable;
    Register config;
    Register unused2[60];
    Register reload[8];  // RR

    static constexpr std::uint32_t runs_in_sleep = 1U << 0;
    static constexpr std::uint32_t reload_key = 0x6E52'4635;
};
static_assert(offsetof(Watchdog, running) == 0x400);
static_assert(offsetof(Watchdog, counts) == 0x504);
static_assert(offsetof(Watchdog, reload) == 0x600);

/// "Non-Volatile Memory Controller (NVMC)".
struct FlashControl {
    Register unused0[256];
    Register ready;
    Register unused1[64];
    Register config;
    Register erase_page;

    static constexpr std::uint32_t reads = 0;
    static constexpr std::uint32_t writes = 1;
    static constexpr std::uint32_t erases = 2;
};
static_assert(offsetof(FlashControl, ready) == 0x400);
static_assert(offsetof(FlashControl, erase_page) == 0x508);

/// "Factory Information Configuration Registers (FICR)"; flash, not peripherals.
struct Factory {
    Register unused0[4];
    Register page_size;  // bytes
    Register pages;
    Register unused1[18];
    Register device_id[2];
};
static_assert(offsetof(Factory, device_id) == 0x60);

/// What PSEL… registers hold where there is no pad.
inline constexpr std::uint32_t no_pad = 0xFFFF'FFFF;

inline PowerClock& power_clock() noexcept { return *reinterpret_cast<PowerClock*>(0x4000'0000); }
inline Uart& uart0() noexcept { return *reinterpret_cast<Uart*>(0x4000'2000); }
/// TWI0 or TWI1; SPI0 or SPI1 has the same addresses.
inline Twi& twi(unsigned number) noexcept {
    return *reinterpret_cast<Twi*>(0x4000'3000 + number * 0x1000);
}
inline Spi& spi(unsigned number) noexcept {
    return *reinterpret_cast<Spi*>(0x4000'3000 + number * 0x1000);
}
inline Gpiote& gpiote() noexcept { return *reinterpret_cast<Gpiote*>(0x4000'6000); }
inline Adc& adc() noexcept { return *reinterpret_cast<Adc*>(0x4000'7000); }
inline Timer& timer0() noexcept { return *reinterpret_cast<Timer*>(0x4000'8000); }
inline Timer& timer1() noexcept { return *reinterpret_cast<Timer*>(0x4000'9000); }
inline Timer& timer2() noexcept { return *reinterpret_cast<Timer*>(0x4000'A000); }
inline Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4001'0000); }
inline FlashControl& flash_control() noexcept {
    return *reinterpret_cast<FlashControl*>(0x4001'E000);
}
inline const Factory& factory() noexcept { return *reinterpret_cast<Factory*>(0x1000'0000); }
inline Gpio& gpio() noexcept { return *reinterpret_cast<Gpio*>(0x5000'0504); }

}  // namespace perth::hal::nrf51
