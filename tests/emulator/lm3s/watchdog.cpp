// The watchdog: fed it lets the program run, unfed it resets the chip; in memory that survives it.
#include <perth_port.hpp>

#include "perth/hal/watchdog.hpp"
#include "verdict.hpp"

namespace {

using perth::test::check;

__attribute__((section(".perth.noinit"))) volatile std::uint32_t starts;
constexpr std::uint32_t first = 0xD06'0001;

using Dog = perth::hal::Watchdog<perth::watchdog::Watchdog0>;
using namespace std::chrono_literals;

void wait(std::int64_t us) { perth::hal::busy_wait(us); }

}  // namespace

int main() {
    if (starts == first) {
        starts = 0;
        check("the chip started again", true);
        check("QEMU does not say why",
              perth::hal::reset_cause() == perth::hal::ResetCause::unknown);
        perth::test::finish();
    }
    Dog dog;
    check("there is no time-out of 172 s", !dog.begin(172s));
    check("there is one of 200 ms", dog.begin(200ms).has_value());
    for (int i = 0; i < 10; ++i) {
        wait(80'000);
        dog.feed();
    }
    check("it waits while it is fed", true);
    starts = first;
    const std::int64_t fed = perth::hal::now();
    while (perth::hal::now() < fed + 150'000) continue;
    check("it has patience", true);
    while (perth::hal::now() < fed + 2'000'000) continue;
    check("the watchdog bites", false);
    perth::test::finish();
}
