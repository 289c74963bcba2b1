// What QEMU lacks ends within its time, and says so: the flash's controller, the converter, PWM.
#include <board.hpp>

#include "perth/hal/adc.hpp"
#include "perth/hal/chip.hpp"
#include "perth/hal/flash.hpp"
#include "perth/hal/pwm.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using test::check;

void writes_flash() {
    hal::Flash<flash::Internal> flash;
    const std::uint32_t here = flash.first_free();
    check("the program ends before the first free page",
          here % 1024 == 0 && here >= flash::Internal::program_end() && here < 64 * 1024);
    std::int64_t start = hal::now();
    check("a page that stays as it was is refused", flash.erase(here).error() == Errc::refused);
    check("within its time", hal::now() - start < 2 * flash.longest_erase_us + 1000);
    const std::uint8_t bytes[] = {0x12, 0x34, 0x56, 0x78};
    check("nothing is written that is 0 already", flash.write(here, bytes).has_value());
    std::uint8_t back[4] = {1, 1, 1, 1};
    check("it is read", flash.read(here, back).has_value() && back[0] == 0 && back[3] == 0);
    check("the program is not written", flash.write(0, bytes).error() == Errc::refused);
    constexpr std::uint8_t zeros[4] = {};
    check("nor by the port itself", flash::Internal::write(0, zeros) == Errc::refused);
}

void converts() {
    hal::AnalogInput<adc::On<pad::ADC2>> input;
    const std::int64_t start = hal::now();
    const std::uint16_t value = input.read_u16();
    const auto took = static_cast<std::int32_t>(hal::now() - start);
    check("a converter that does not convert gives 0", value == 0);
    test::figure("that took", took, "us");
    check("within 50 us", took <= 50);
}

}  // namespace

int main() {
    writes_flash();
    converts();
    check("there is no unique id", hal::UniqueId().bytes().empty());
    hal::PwmOutput<pwm::On<pad::PF0>> led;
    check("a PWM begins", led.begin(1000, 32768).has_value());
    check("one of 11 Hz does not", led.begin(11).error() == Errc::out_of_range);
    test::finish();
}
