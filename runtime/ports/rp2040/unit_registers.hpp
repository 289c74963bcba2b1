// The registers of the RP2040's units: UART, I2C, SPI, ADC, PWM, RTC. Source: "RP2040 Datasheet",
// the lists of registers in the sections named below.
#pragma once

#include "registers.hpp"

namespace perth::hal::rp2040 {

/// "UART", a PL011 with queues of 32 bytes. ARM DDI 0183, "Programmers Model".
struct Uart {
    Register data;  // bits 8…11 are the received byte's errors
    Register status_clear;
    std::uint32_t unused_1[4];
    Register flags;
    std::uint32_t unused_2[2];
    Register divider;           // IBRD
    Register divider_fraction;  // FBRD, in 64ths
    Register line_control;      // LCR_H; writing it puts the dividers in force
    Register control;           // CR
    Register levels;            // IFLS: after reset half full both ways
    Register interrupts;        // IMSC
    Register raw_interrupts;    // RIS
    Register pending;           // MIS
    Register clear;             // ICR

    static constexpr std::uint32_t damaged = 0xFU << 8;  // in `data`
    static constexpr std::uint32_t overrun = 1U << 11;   // in `data`: bytes behind this were lost
    static constexpr std::uint32_t busy = 1U << 3;
    static constexpr std::uint32_t nothing_received = 1U << 4;
    static constexpr std::uint32_t no_room = 1U << 5;
    static constexpr std::uint32_t eight_bits = 3U << 5, queues = 1U << 4;  // LCR_H
    static constexpr std::uint32_t enable = 1U << 0, transmitter = 1U << 8, receiver = 1U << 9;
    static constexpr std::uint32_t interrupt_received = 1U << 4 | 1U << 6;  // level, time-out
    static constexpr std::uint32_t interrupt_room = 1U << 5;
};
static_assert(offsetof(Uart, flags) == 0x18);
static_assert(offsetof(Uart, clear) == 0x44);

/// "I2C", a DW_apb_i2c with queues of 16.
struct I2c {
    Register control;  // IC_CON
    Register target;   // IC_TAR
    Register own_address;
    std::uint32_t unused_1;
    Register data;  // IC_DATA_CMD: a byte and what to do
    Register slow_high, slow_low, fast_high, fast_low;
    std::uint32_t unused_2[2];
    Register pending;     // IC_INTR_STAT
    Register interrupts;  // IC_INTR_MASK
    Register raw_interrupts;
    Register receive_level;   // IC_RX_TL
    Register transmit_level;  // IC_TX_TL
    Register clear;
    Register unused_3[4];
    Register clear_abort;  // reading clears
    Register unused_4[2];
    Register clear_stop;  // reading clears
    Register unused_5[2];
    Register enable;
    Register status;
    Register transmit_count, receive_count;
    Register hold;  // IC_SDA_HOLD
    Register abort_source;
    std::uint32_t unused_6[6];
    Register enabled;  // IC_ENABLE_STATUS
    Register spike_length;

    static constexpr std::uint32_t master = 1U << 0, fast = 2U << 1, restart_enable = 1U << 5,
                                   no_slave = 1U << 6;                                  // IC_CON
    static constexpr std::uint32_t read = 1U << 8, stop = 1U << 9, restart = 1U << 10;  // data
    static constexpr std::uint32_t received = 1U << 2, sent = 1U << 4, aborted = 1U << 6,
                                   stopped = 1U << 9;                       // interrupts
    static constexpr std::uint32_t on = 1U << 0, abort = 1U << 1;           // IC_ENABLE
    static constexpr std::uint32_t room = 1U << 1, has_received = 1U << 3;  // IC_STATUS
    static constexpr std::uint32_t nobody = 1U << 0 | 1U << 3;              // source: NACKs
};
static_assert(offsetof(I2c, pending) == 0x2C);
static_assert(offsetof(I2c, clear_abort) == 0x54);
static_assert(offsetof(I2c, clear_stop) == 0x60);
static_assert(offsetof(I2c, enable) == 0x6C);
static_assert(offsetof(I2c, spike_length) == 0xA0);

/// "SPI", a PL022 with queues of 8. ARM DDI 0194, "Programmers Model".
struct Spi {
    Register control0;
    Register control1;
    Register data;
    Register status;
    Register prescaler;   // an even number, 2…254
    Register interrupts;  // SSPIMSC

    static constexpr std::uint32_t eight_bits = 7, polarity = 1U << 6, phase = 1U << 7;  // CR0
    static constexpr std::uint32_t divide_by(std::uint32_t divider) noexcept {
        return (divider - 1) << 8;
    }
    static constexpr std::uint32_t enable = 1U << 1;                    // CR1
    static constexpr std::uint32_t room = 1U << 1, received = 1U << 2;  // SR
    static constexpr std::uint32_t interrupt_room = 1U << 3;            // half empty
};

/// "ADC and Temperature Sensor".
struct Adc {
    Register control;  // CS
    Register result;

    static constexpr std::uint32_t enable = 1U << 0, sensor_enable = 1U << 1, start = 1U << 2,
                                   ready = 1U << 8;
    static constexpr std::uint32_t input(std::uint32_t channel) noexcept { return channel << 12; }
};

/// "PWM": eight slices of two channels each.
struct Pwm {
    struct Slice {
        Register control;
        Register divider;  // 8.4 bits
        Register count;
        Register compare;  // A in the lower half, B in the upper
        Register top;

        static constexpr std::uint32_t enable = 1U << 0;
    } slices[8];
};
static_assert(sizeof(Pwm) == 0xA0);

/// "RTC".
struct Rtc {
    Register divider;  // clocks a second, less 1
    Register set_date;
    Register set_time;
    Register control;
    Register alarm[2];
    Register date;  // holds what belongs to the last reading of `time`
    Register time;

    static constexpr std::uint32_t enable = 1U << 0, active = 1U << 1, load = 1U << 4;
};
static_assert(offsetof(Rtc, time) == 0x1C);

inline Uart& uart(unsigned unit) noexcept {
    return *reinterpret_cast<Uart*>(0x4003'4000 + unit * 0x4000);
}
inline Spi& spi(unsigned unit) noexcept {
    return *reinterpret_cast<Spi*>(0x4003'C000 + unit * 0x4000);
}
inline I2c& i2c(unsigned unit) noexcept {
    return *reinterpret_cast<I2c*>(0x4004'4000 + unit * 0x4000);
}
inline Adc& adc() noexcept { return *reinterpret_cast<Adc*>(0x4004'C000); }
inline Pwm& pwm() noexcept { return *reinterpret_cast<Pwm*>(0x4005'0000); }
inline Rtc& rtc() noexcept { return *reinterpret_cast<Rtc*>(0x4005'C000); }

}  // namespace perth::hal::rp2040
