// Sleeps two seconds of real time, in alarms of 50 ms; see cpu_time.sh.
#include <perth_port.hpp>

#include "perth/hal/attention.hpp"
#include "verdict.hpp"

namespace {
perth::Attention attention;
}

int main() {
    const std::int64_t end = perth::hal::now() + 2'000'000;
    while (perth::hal::now() < end) {
        perth::hal::set_alarm(perth::hal::now() + 50'000, attention);
        while (!attention.any()) {
            const perth::hal::Critical guard;
            if (!attention.any()) perth::hal::idle();
        }
        perth::Attention::take(attention.alarm);
    }
    perth::hal::exit(0);
}
