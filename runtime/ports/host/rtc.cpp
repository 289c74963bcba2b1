// The simulated calendar clock.
#include <cstdint>

#include "chip.hpp"
#include "perth/hal/hal.hpp"

namespace perth {

namespace host {
namespace {

constexpr std::int64_t year_2000 = 946'684'800;

struct Rtc {
    bool is_set = false;
    std::int64_t at_start = year_2000 * 1'000'000;  // what it shows at the port's time 0, µs
};

Rtc& the_rtc() noexcept {
    static Rtc instance;
    return instance;
}

}  // namespace

void restart_rtc() { the_rtc() = {}; }

}  // namespace host

namespace hal {

bool chip::rtc_is_set() noexcept { return host::the_rtc().is_set; }
void chip::rtc_set(std::int64_t seconds) noexcept {
    host::the_rtc() = {.is_set = true, .at_start = seconds * 1'000'000 - now()};
}
std::int64_t chip::rtc_now() noexcept { return (host::the_rtc().at_start + now()) / 1'000'000; }

}  // namespace hal
}  // namespace perth
