// Voltages, pulses and the calendar clock. The world sets the voltages; the pulses are told by the
// emulator's record; see CMakeLists.txt.
#include "perth/hal/adc.hpp"
#include "perth/hal/pwm.hpp"
#include "perth/hal/rtc.hpp"
#include "perth/perth.hpp"
#include "sleep.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using namespace std::chrono_literals;
using test::check;

template <typename Channel>
std::int32_t measured() {
    hal::AnalogInput<Channel> input;
    return input.read_u16();
}

void measures() {
    hal::busy_wait(1000);
    check("full scale is 65535", measured<adc::On<pad::GPIO26>>() == 65535);
    check("half of it has its bits repeated", measured<adc::On<pad::GPIO27>>() == 0x8008);
    check("nothing is 0", measured<adc::On<pad::GPIO28>>() == 0);
    check("a fourth pad can be measured", measured<adc::On<pad::GPIO29>>() == 0x1231);
    check("and the chip's temperature", measured<adc::Temperature>() == 0x36C3);
    hal::AnalogInput<adc::On<pad::GPIO26>> input;
    const std::int64_t start = hal::now();
    (void)input.read_u16();
    check("in 50 us at most", hal::now() - start <= 50);
}

void pulses() {
    hal::PwmOutput<pwm::On<pad::GPIO14>> a;  // channel 14
    hal::PwmOutput<pwm::On<pad::GPIO15>> b;  // its neighbour, with the same timer
    check("1 kHz is there", a.begin(1'000, 16'384).has_value());
    check("1 Hz is not", a.begin(1).error() == Errc::out_of_range);
    check("nor 0", a.begin(0).error() == Errc::out_of_range);
    check("a neighbour shares its frequency", b.begin(50, 65'535).has_value());
    b.set_duty_u16(0);
    hal::busy_wait(100);
    check("8 Hz are there", a.begin(8, 32'768).has_value());
    check("62.5 MHz, too", a.begin(62'500'000, 32'768).has_value());
    b.end();
    a.end();
    hal::PwmOutput<pwm::On<pad::GPIO25>> led;
    check("a LED has another timer", led.begin(500, 655).has_value());
}

std::int64_t seconds(const hal::Rtc<rtc::Rtc0>& clock) {
    return clock.now().time_since_epoch().count();
}

void tells_the_date() {
    hal::Rtc<rtc::Rtc0> clock;
    check("the clock starts", clock.begin().has_value());
    check("nobody has set it", !clock.is_set());
    for (const std::int64_t time :
         {951'868'799LL, 951'868'800LL, 1'709'164'799LL, 4'102'444'799LL}) {
        const hal::Rtc<rtc::Rtc0>::Time when{std::chrono::seconds(time)};
        check("it is set", clock.set(when).has_value() && clock.is_set());
        check("and tells that", seconds(clock) == time);
    }
    (void)clock.set(hal::Rtc<rtc::Rtc0>::Time{1'709'164'799s});  // 2024-02-28 23:59:59
    test::sleep_us(2'500'000);
    check("it goes on to the 29th of February", seconds(clock) == 1'709'164'801);
}

}  // namespace

int main() {
    measures();
    pulses();
    tells_the_date();
    test::finish();
}
