// What a reset changes and what not, by three starts: power, a reset of the program's own, the
// watchdog.
#include <board.hpp>

#include "perth/hal/chip.hpp"
#include "perth/hal/flash.hpp"
#include "perth/hal/watchdog.hpp"
#include "sleep.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using namespace std::chrono_literals;
using hal::ResetCause;
using test::check;
using Flash = hal::Flash<flash::Internal>;

__attribute__((section(".perth.noinit"))) volatile std::uint32_t starts;
constexpr std::uint32_t once = 0xB00'0001, twice = 0xB00'0002;

void fill(std::uint8_t (&page)[Flash::write_unit]) {
    for (unsigned i = 0; i < sizeof page; ++i) page[i] = static_cast<std::uint8_t>(i ^ 0x5A);
}

[[noreturn]] void after_power() {
    check("it was the power", hal::reset_cause() == ResetCause::power_on);
    check("rp2040js models no flash chip that has a number", hal::UniqueId().bytes().empty());
    Flash flash;
    std::uint8_t page[Flash::write_unit];
    fill(page);
    check("a sector is erased", flash.erase(flash.first_free()).has_value());
    check("a page is written", flash.write(flash.first_free(), page).has_value());
    starts = once;
    hal::reset();
}

[[noreturn]] void after_reset() {
    check("it was the program", hal::reset_cause() == ResetCause::software);
    Flash flash;
    std::uint8_t page[Flash::write_unit], kept[Flash::write_unit];
    fill(page);
    (void)flash.read(flash.first_free(), kept);
    bool same = true;
    for (unsigned i = 0; i < sizeof page; ++i) same = same && page[i] == kept[i];
    check("flash is kept", same);

    hal::Watchdog<watchdog::Watchdog0> dog;
    check("there is no time-out of 9 s", !dog.begin(9s));
    check("there is one of 200 ms", dog.begin(200ms).has_value());
    for (int i = 0; i < 10; ++i) {
        test::sleep_us(180'000);
        dog.feed();
    }
    check("it waits while it is fed", true);
    starts = twice;
    test::sleep_us(190'000);
    check("it has patience", true);
    test::sleep_us(20'000);
    check("the watchdog bites", false);
    test::finish();
}

}  // namespace

int main() {
    if (starts == once) after_reset();
    if (starts != twice) after_power();
    starts = 0;
    check("it was the watchdog", hal::reset_cause() == ResetCause::watchdog);
    check("and says so each time", hal::reset_cause() == ResetCause::watchdog);
    test::finish();
}
