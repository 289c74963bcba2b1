// The simulated UARTs, buses and channels as types: perth::uart::U0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "perth/base/errc.hpp"
#include "perth/hal/types.hpp"

namespace perth::hal::chip {

bool uart_begin(int unit, std::uint32_t baud) noexcept;
void uart_end(int unit) noexcept;
std::size_t uart_write(int unit, std::span<const std::uint8_t> bytes) noexcept;
std::size_t uart_read(int unit, std::span<std::uint8_t> buffer) noexcept;
bool uart_sending(int unit) noexcept;
std::uint32_t uart_lost(int unit) noexcept;
void uart_on_receive(int unit, Callback callback) noexcept;
void uart_on_transmit(int unit, Callback callback) noexcept;

bool i2c_begin(int bus, std::uint32_t frequency_hz) noexcept;
void i2c_end(int bus) noexcept;
bool i2c_start(int bus, const I2cTransfer& transfer, Callback callback) noexcept;
Errc i2c_result(int bus) noexcept;
void i2c_cancel(int bus) noexcept;

bool spi_begin(int bus, const SpiSettings& settings) noexcept;
void spi_end(int bus) noexcept;
bool spi_start(int bus, const SpiTransfer& transfer, Callback callback) noexcept;
void spi_cancel(int bus) noexcept;

std::uint16_t adc_read(int channel) noexcept;

bool pwm_begin(int channel, std::uint32_t frequency_hz, std::uint16_t duty) noexcept;
void pwm_set_duty(int channel, std::uint16_t duty) noexcept;
void pwm_end(int channel) noexcept;

/// Who owns a unit, and what it is called.
template <char Kind, int Number>
struct VirtualUnit {
    static constexpr char name[] = {Kind, char('0' + Number), '\0'};
    static bool claim() noexcept { return !std::exchange(claimed, true); }
    static void unclaim() noexcept { claimed = false; }

private:
    static inline bool claimed = false;
};

}  // namespace perth::hal::chip

/// Two UARTs; a byte takes the time of ten bits.
namespace perth::uart {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'U', N> {
    static bool begin(std::uint32_t baud) noexcept { return hal::chip::uart_begin(N, baud); }
    static void end() noexcept { hal::chip::uart_end(N); }
    static std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        return hal::chip::uart_write(N, bytes);
    }
    static std::size_t read(std::span<std::uint8_t> buffer) noexcept {
        return hal::chip::uart_read(N, buffer);
    }
    static bool sending() noexcept { return hal::chip::uart_sending(N); }
    static std::uint32_t lost() noexcept { return hal::chip::uart_lost(N); }
    static void on_receive(hal::Callback callback) noexcept {
        hal::chip::uart_on_receive(N, callback);
    }
    static void on_transmit(hal::Callback callback) noexcept {
        hal::chip::uart_on_transmit(N, callback);
    }
};

using U0 = Virtual<0>;
using U1 = Virtual<1>;

}  // namespace perth::uart

/// Two I2C buses; a byte takes the time of nine clocks.
namespace perth::i2c {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'I', N> {
    static bool begin(std::uint32_t frequency_hz) noexcept {
        return hal::chip::i2c_begin(N, frequency_hz);
    }
    static void end() noexcept { hal::chip::i2c_end(N); }
    static bool start(const hal::I2cTransfer& transfer, hal::Callback callback) noexcept {
        return hal::chip::i2c_start(N, transfer, callback);
    }
    static Errc result() noexcept { return hal::chip::i2c_result(N); }
    static void cancel() noexcept { hal::chip::i2c_cancel(N); }
};

using I0 = Virtual<0>;
using I1 = Virtual<1>;

}  // namespace perth::i2c

/// Two SPI buses; a byte takes the time of eight clocks.
namespace perth::spi {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'S', N> {
    static bool begin(const hal::SpiSettings& settings) noexcept {
        return hal::chip::spi_begin(N, settings);
    }
    static void end() noexcept { hal::chip::spi_end(N); }
    static bool start(const hal::SpiTransfer& transfer, hal::Callback callback) noexcept {
        return hal::chip::spi_start(N, transfer, callback);
    }
    static void cancel() noexcept { hal::chip::spi_cancel(N); }
};

using S0 = Virtual<0>;
using S1 = Virtual<1>;

}  // namespace perth::spi

/// Eight channels of an ADC.
namespace perth::adc {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'A', N> {
    static void begin() noexcept {}
    static void end() noexcept {}
    static std::uint16_t read_u16() noexcept { return hal::chip::adc_read(N); }
};

using A0 = Virtual<0>;
using A1 = Virtual<1>;
using A2 = Virtual<2>;
using A3 = Virtual<3>;
using A4 = Virtual<4>;
using A5 = Virtual<5>;
using A6 = Virtual<6>;
using A7 = Virtual<7>;

}  // namespace perth::adc

/// Eight PWM channels, each with a timer of its own.
namespace perth::pwm {

template <int N>
struct Virtual : hal::chip::VirtualUnit<'W', N> {
    static bool begin(std::uint32_t frequency_hz, std::uint16_t duty) noexcept {
        return hal::chip::pwm_begin(N, frequency_hz, duty);
    }
    static void set_duty(std::uint16_t duty) noexcept { hal::chip::pwm_set_duty(N, duty); }
    static void end() noexcept { hal::chip::pwm_end(N); }
};

using W0 = Virtual<0>;
using W1 = Virtual<1>;
using W2 = Virtual<2>;
using W3 = Virtual<3>;
using W4 = Virtual<4>;
using W5 = Virtual<5>;
using W6 = Virtual<6>;
using W7 = Virtual<7>;

}  // namespace perth::pwm
