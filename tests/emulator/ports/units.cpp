// The units of the STM32F4 as far as QEMU has them, and what programs are told of those that it
// has not.
#include <board.hpp>

#include <array>

#include "perth/hal/adc.hpp"
#include "perth/hal/chip.hpp"
#include "perth/hal/flash.hpp"
#include "perth/hal/i2c.hpp"
#include "perth/hal/rtc.hpp"
#include "perth/hal/spi.hpp"
#include "perth/hal/uart.hpp"
#include "perth/hal/watchdog.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::Errc;
using perth::test::check;

namespace hal = perth::hal;
namespace pad = perth::pad;

struct Calls {
    volatile int count = 0;
    volatile bool in_interrupt = true;

    [[nodiscard]] hal::Callback callback() noexcept {
        return {[](void* self) {
                    auto& calls = *static_cast<Calls*>(self);
                    calls.count = calls.count + 1;
                    if (!hal::in_interrupt()) calls.in_interrupt = false;
                },
                this};
    }
    [[nodiscard]] bool come(int wanted) noexcept {
        const std::int64_t limit = hal::now() + 1'000'000;
        while (count < wanted && hal::now() < limit) continue;
        return count == wanted && in_interrupt;
    }
};

void spi_transfers_end_by_interrupt() {
    hal::SpiMaster<perth::spi::Wired<perth::spi::SPI1, pad::PA5, pad::PA7, pad::PA6>> bus;
    check("SPI begins", bus.begin({.frequency_hz = 1'000'000}).has_value());
    std::array<std::uint8_t, 50> bytes;
    bytes.fill(0xEE);
    Calls calls;
    check("a transfer starts", bus.start({.read = bytes}, calls.callback()));
    check("and ends by one interrupt", calls.come(1));
    bool all_read = true;
    for (const std::uint8_t byte : bytes) all_read = all_read && byte == 0;
    check("with every byte", all_read);
}

void the_uart_tells_that_all_is_sent() {
    hal::Uart<perth::uart::Wired<perth::uart::USART2, pad::PA2, pad::PA3>> line;
    check("the UART begins", line.begin(115'200).has_value());
    Calls calls;
    line.on_transmit(calls.callback());
    constexpr std::uint8_t bytes[] = {'a', 'b'};
    check("all bytes find room", line.write(bytes) == 2);
    check("an interrupt tells that they are sent", calls.come(1) && !line.sending());
}

void the_adc_converts() {
    hal::AnalogInput<perth::adc::On<pad::PC0>> input;
    const std::int64_t begin = hal::now();
    const std::uint16_t first = input.read_u16();
    check("the ADC gives up waiting", hal::now() - begin < 100'000);
    check("its values change", input.read_u16() != first);
}

void nobody_is_on_the_i2c_bus() {
    hal::I2cMaster<perth::i2c::Wired<perth::i2c::I2C1, pad::PB8, pad::PB9>> bus;
    check("I2C begins", bus.begin(100'000).has_value());
    Calls calls;
    check("a transfer starts", bus.start({.address = 0x48}, calls.callback()));
    check("and ends by one interrupt", calls.come(1));
    check("nobody acknowledges", bus.result().error() == Errc::no_device);
}

void what_is_not_there_says_so() {
    hal::Flash<perth::flash::Internal> flash;
    check("flash is refused", flash.erase(flash.first_free()).error() == Errc::refused);
    hal::Rtc<perth::rtc::Rtc0> clock;
    check("there is no calendar clock", clock.begin().error() == Errc::no_device);
    hal::Watchdog<perth::watchdog::Watchdog0> dog;
    check("there is no watchdog", !dog.begin(std::chrono::seconds(1)).has_value());
    check("there is no unique id", hal::UniqueId().bytes().empty());
    check("the reset's cause is unknown", hal::reset_cause() == hal::ResetCause::unknown);
}

}  // namespace

int main() {
    spi_transfers_end_by_interrupt();
    the_uart_tells_that_all_is_sent();
    the_adc_converts();
    nobody_is_on_the_i2c_bus();
    what_is_not_there_says_so();
    perth::test::finish();
}
