// The units that QEMU models as stubs or not at all: that nothing waits for ever, what it ends
// with, and what a stub can show of the order of things. PWM is real: pads can be read.
#include <array>

#include <perth_port.hpp>

#include "perth/hal/adc.hpp"
#include "perth/hal/chip.hpp"
#include "perth/hal/i2c.hpp"
#include "perth/hal/pin.hpp"
#include "perth/hal/pwm.hpp"
#include "perth/hal/spi.hpp"
#include "perth/hal/watchdog.hpp"
#include "verdict.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Errc;
using perth::hal::now;
using perth::test::check;
using perth::test::figure;
namespace pad = perth::pad;

struct End {
    volatile int calls = 0;
    volatile bool in_interrupt = false;

    perth::hal::Callback callback() {
        return {[](void* it) {
                    auto& end = *static_cast<End*>(it);
                    end.calls = end.calls + 1;
                    end.in_interrupt = perth::hal::in_interrupt();
                },
                this};
    }
    bool comes_within(std::int64_t us) const {
        const std::int64_t limit = now() + us;
        while (calls == 0 && now() < limit) {
        }
        return calls == 1 && in_interrupt;
    }
};

// QEMU's unit acknowledges everything and answers 5A 5A 40; only the tick does the work.
void i2c() {
    perth::hal::I2cMaster<perth::i2c::Wired<perth::i2c::TWI0, pad::P0_00, pad::P0_30>> bus;
    End end;
    const std::uint8_t which[] = {0x0D};
    std::uint8_t answer[3] = {};
    check("a bus that was not begun starts nothing", !bus.start({.address = 0x1D}, {}));
    check("50 kHz is too slow", bus.begin(50'000).error() == Errc::out_of_range);
    check("400 kHz is not", bus.begin(400'000).has_value());
    check("a transfer starts",
          bus.start({.address = 0x1D, .write = which, .read = answer}, end.callback()));
    check("a second one does not", !bus.start({.address = 0x1D}, {}));
    check("it ends by an interrupt", end.comes_within(20'000));
    check("well", bus.result().has_value());
    check("with the stub's answer", answer[0] == 0x5A && answer[1] == 0x5A && answer[2] == 0x40);
    End asked;
    (void)bus.start({.address = 0x1D}, asked.callback());
    check("asking for a device ends, too", asked.comes_within(20'000) && bus.result().has_value());
    End cancelled;
    (void)bus.start({.address = 0x1D, .write = which}, cancelled.callback());
    bus.cancel();
    perth::hal::busy_wait(5'000);
    check("who is cancelled is not called", cancelled.calls == 0);
}

// Nothing is there at all.
void dead_i2c() {
    perth::hal::I2cMaster<perth::i2c::Wired<perth::i2c::TWI1, pad::P0_01, pad::P0_02>> bus;
    (void)bus.begin(100'000);
    End end;
    const std::uint8_t byte[] = {1};
    const std::int64_t start = now();
    (void)bus.start({.address = 1, .write = byte, .timeout_us = 30'000}, end.callback());
    check("a dead bus ends by its time-out", end.comes_within(40'000) && now() - start >= 30'000);
    check("and says so", bus.result().error() == Errc::timeout);
    End again;
    check("the next transfer starts",
          bus.start({.address = 1, .write = byte, .timeout_us = 3'000}, again.callback()));
    check("and ends likewise", again.comes_within(5'000));
}

void spi() {
    perth::hal::SpiMaster<perth::spi::Wired<perth::spi::SPI1, pad::P0_23, pad::P0_21, pad::P0_22>>
        bus;
    check("100 kHz is too slow",
          bus.begin({.frequency_hz = 100'000}).error() == Errc::out_of_range);
    check("there is no mode 4", bus.begin({.mode = 4}).error() == Errc::out_of_range);
    check("mode 3 at 1 MHz is fine", bus.begin({.mode = 3}).has_value());
    check("its clock idles high", pad::P0_23::driven());
    End end;
    std::uint8_t read[] = {7, 7};
    check("a transfer starts", bus.start({.read = read}, end.callback()));
    check("where no byte ever ends, it is given up", end.comes_within(10'000));
    check("and nothing was read", read[0] == 0 && read[1] == 0);
    End nothing;
    (void)bus.start({}, nothing.callback());
    check("a transfer of nothing ends", nothing.comes_within(1'000));
    End cancelled;
    (void)bus.start({.read = read}, cancelled.callback());
    bus.cancel();
    perth::hal::busy_wait(5'000);
    check("who is cancelled is not called", cancelled.calls == 0);
}

void owners() {
    using Twi = perth::i2c::Wired<perth::i2c::TWI1, pad::P0_01, pad::P0_02>;
    using Spi = perth::spi::Wired<perth::spi::SPI1, pad::P0_03, pad::P0_04, pad::P0_05>;
    using Other = perth::spi::Wired<perth::spi::SPI0, pad::P0_06, pad::P0_02, pad::P0_07>;
    check("TWI1 is free", Twi::claim());
    check("then SPI1 is not", !Spi::claim());
    check("nor is SPI0 on its pads", !Other::claim());
    check("which takes none of them", pad::P0_06::claim());
    pad::P0_06::unclaim();
    Twi::unclaim();
    check("what was let go is free again", Spi::claim());
    Spi::unclaim();
}

void adc() {
    perth::hal::AnalogInput<perth::adc::On<pad::P0_01>> knob;
    perth::hal::nrf51::uart_flush();  // its interrupts would take their time
    const std::int64_t start = now();
    const unsigned value = knob.read_u16();
    const auto took = static_cast<std::int32_t>(now() - start);
    check("a conversion that never ends reads 0", value == 0);
    figure("a conversion in vain takes", took, "us");
    check("it is given up after 100 us", took >= 100 && took <= 110);
}

/// Looks at a pad for `us`: how often it rose, and how long it was high.
struct Seen {
    int rises = 0;
    std::int32_t high_us = 0;
};
template <typename P>
Seen look(std::int64_t us) {
    Seen seen;
    const std::int64_t start = now();
    bool level = P::read();
    for (std::int64_t last = start, time = start; time - start < us; last = time) {
        time = now();
        const bool before = level;
        level = P::read();
        if (level && !before) ++seen.rises;
        if (before) seen.high_us += static_cast<std::int32_t>(time - last);
    }
    return seen;
}

bool near(std::int32_t value, std::int32_t expected, std::int32_t tolerance) {
    return value >= expected - tolerance && value <= expected + tolerance;
}

void pwm() {
    using P = pad::P0_03;
    perth::hal::PwmOutput<perth::pwm::On<P>> servo;
    perth::hal::PwmOutput<perth::pwm::On<pad::P0_05>> lamp;
    check("0 Hz does not work", servo.begin(0).error() == Errc::out_of_range);
    check("nor do 20 kHz", servo.begin(20'000).error() == Errc::out_of_range);
    check("50 Hz do", servo.begin(50, 65535 * 3 / 40).has_value());
    Seen seen = look<P>(200'000);
    figure("10 pulses of 1.5 ms last", seen.high_us, "us");
    check("as they should", near(seen.rises, 10, 1) && near(seen.high_us, 15'000, 200));
    check("another frequency beside it does not", lamp.begin(60).error() == Errc::out_of_range);
    check("the same one does", lamp.begin(50, 65535 / 2).has_value());
    perth::hal::busy_wait(25'000);
    seen = look<pad::P0_05>(200'000);
    check("half a duty is half the time", near(seen.high_us, 100'000, 1'500));
    servo.set_duty_u16(65535);
    perth::hal::busy_wait(25'000);
    seen = look<P>(50'000);
    check("65535 is always", seen.rises == 0 && near(seen.high_us, 50'000, 20));
    servo.set_duty_u16(0);
    perth::hal::busy_wait(25'000);
    seen = look<P>(50'000);
    check("0 is never", seen.rises == 0 && seen.high_us == 0);
    lamp.end();
    check("1 Hz would work", servo.begin(1, 0).has_value());
    check("5 Hz are slow", servo.begin(5, 65535 / 4).has_value());
    perth::hal::busy_wait(25'000);  // a period of the old one
    seen = look<P>(400'000);
    check("but right", near(seen.high_us, 100'000, 500));
    check("and 10 kHz is fast", servo.begin(10'000, 65535 / 2).has_value());
    perth::hal::busy_wait(250'000);
    seen = look<P>(10'000);
    figure("pulses of 10 kHz in 10 ms", seen.rises, "");
    figure("together", seen.high_us, "us");
    check("but right, too", near(seen.rises, 100, 1) && near(seen.high_us, 5'000, 250));
    servo.end();
    check("at its end it is low", !P::read());
}

void identity() {
    const perth::hal::UniqueId id;
    figure("bytes of the unique id", static_cast<std::int32_t>(id.bytes().size()), "");
    check("they are 8, or none", id.bytes().empty() || id.bytes().size() == 8);
    check("RESETREAS, which reads 1 for ever, tells nothing",
          perth::hal::reset_cause() == perth::hal::ResetCause::unknown);
}

void watchdog() {
    perth::hal::Watchdog<perth::watchdog::Watchdog0> dog;
    check("the watchdog takes a second", dog.begin(1s).has_value());
    check("and an hour", dog.begin(1h).has_value());
    dog.feed();
}

}  // namespace

int main() {
    i2c();
    dead_i2c();
    spi();
    owners();
    adc();
    pwm();
    identity();
    watchdog();
    perth::test::finish();
}
