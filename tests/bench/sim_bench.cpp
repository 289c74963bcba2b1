// How much faster than time a simulated board runs: an hour of ten tasks that sleep and toggle a
// pin, in virtual time. A missed target is a row that says so.
#include <fmt/format.h>

#include <chrono>
#include <host.hpp>
#include <string>
#include <vector>

#include "perth/hal/pin.hpp"
#include "perth/io/app.hpp"
#include "perth/perth.hpp"
#include "tests/bench/table.hpp"

namespace perth {

namespace app {
const char name[] = "sim_bench";
const char version[] = "0";
}  // namespace app

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr double target_ms = 1000;

template <typename Pad>
Task<> toggle(Scheduler&, Duration period) {
    hal::Output<Pad> led;
    for (;;) {
        led.toggle();
        co_await sleep(period);
    }
}

/// Returns how many milliseconds of the computer's time the hour takes.
double run_hour() {
    const auto start = std::chrono::steady_clock::now();
    Scheduler sch;
    sch(toggle<pad::P0>, 100ms);
    sch(toggle<pad::P1>, 200ms);
    sch(toggle<pad::P2>, 300ms);
    sch(toggle<pad::P3>, 400ms);
    sch(toggle<pad::P4>, 500ms);
    sch(toggle<pad::P5>, 600ms);
    sch(toggle<pad::P6>, 700ms);
    sch(toggle<pad::P7>, 800ms);
    sch(toggle<pad::P8>, 900ms);
    sch(toggle<pad::P9>, 1s);
    host::board().at(1h, [&sch] { sch.stop(); });
    sch.run_forever();
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - start;
    return passed.count();
}

Row row(const std::string& name, bool recorded) {
    host::board().restart();
    host::board().capture_record(recorded);
    const double ms = run_hour();
    return {name,
            number(ms),
            number(3'600'000 / ms),
            std::to_string(host::board().pin_changes().size()),
            "<= " + number(target_ms),
            verdict(ms, target_ms)};
}

}  // namespace
}  // namespace bench
}  // namespace perth

int main() {
    using namespace perth::bench;
    print_table("an hour of virtual time on the host",
                {{"ms", "perth", "times faster", "changes", "target", "target is"},
                 row("ten tasks, 100 ms to 1 s", false),
                 row("  with the record", true)});
}
