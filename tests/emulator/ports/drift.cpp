// now() against TIM2, which QEMU counts from the same virtual clock: over 10 000 new periods the
// difference must show no trend. Run with -icount shift=0.
#include <perth_port.hpp>

#include "perth/hal/attention.hpp"
#include "tim2.hpp"
#include "verdict.hpp"

namespace {

using perth::Attention;
using perth::hal::now;
using perth::hal::set_alarm;
using perth::test::figure;
using perth::test::Numbers;
using perth::test::spin;
using perth::test::Tim2;

constexpr int rearms = 10'000;
constexpr int every = 10;  // rearms a sample
constexpr int samples = rearms / every;

Attention attention;
Numbers numbers;
std::int32_t difference_ns[samples];

// now() minus TIM2 at the next change of now(), in ns: TIM2 counts them one by one here.
std::int32_t measure(std::int64_t start_us, std::uint32_t start_count) {
    const std::int64_t before = now();
    std::int64_t us = before;
    while (us == before) us = now();
    const std::uint32_t count = Tim2::count();
    const auto by_now = static_cast<std::uint32_t>(us - start_us) * 1000;
    return static_cast<std::int32_t>(by_now - (count - start_count));
}

void sleep_once(bool change_mind) {
    set_alarm(now() + 20 + numbers.next(6), attention);
    spin(numbers.next(6));
    if (change_mind) set_alarm(now() + 7, attention);
    while (!attention.any()) {
    }
    Attention::take(attention.alarm);
    spin(numbers.next(6));
}

// The slope of the regression line, in ps a sample.
std::int32_t slope() {
    std::int64_t xy = 0;
    std::int64_t xx = 0;
    for (int i = 0; i < samples; ++i) {
        const std::int64_t x = 2 * i - (samples - 1);  // twice the distance from the middle
        xy += x * difference_ns[i];
        xx += x * x;
    }
    return static_cast<std::int32_t>(2000 * xy / xx);
}

}  // namespace

int main() {
    Tim2::start(1);
    std::int64_t start_us = now();
    while (now() == start_us) {
    }
    start_us = now();
    const std::uint32_t start_count = Tim2::count();
    for (std::int32_t& each : difference_ns) {
        for (int i = 0; i < every; ++i) sleep_once(i % 4 == 3);
        each = measure(start_us, start_count);
    }
    const std::int32_t ps_a_rearm = slope() / every;
    figure("first difference", difference_ns[0], "ns");
    figure("last difference", difference_ns[samples - 1], "ns");
    figure("trend of the regression line", ps_a_rearm, "ps a new period");
    // A clock of the core is 5952 ps; the model rounds its own periods to nanoseconds.
    perth::test::check("a new period costs now() less than 1 ns",
                       ps_a_rearm < 1000 && ps_a_rearm > -1000);
    perth::test::finish();
}
