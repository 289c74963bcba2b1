// {{name}}: a prompt on the console, beside a task that counts.
#include <chrono>
#include <perth/diag/shell.hpp>
#include <perth/perth.hpp>

using namespace std::chrono_literals;

namespace {

constinit unsigned count = 0;
constinit std::chrono::milliseconds period = 1s;

perth::Task<> keep_counting(perth::Scheduler&) {
    for (;;) {
        co_await perth::sleep(period);
        ++count;
    }
}

// What the prompt knows: `count` is read and set as it is, `period` by functions, of which one may
// refuse; `restart()` is called between two turns, `await counted(10)` waits beside the other
// tasks.

unsigned get_period() noexcept { return static_cast<unsigned>(period.count()); }

perth::Result<void> set_period(unsigned milliseconds) noexcept {
    if (milliseconds == 0 || milliseconds > 10'000) return perth::Errc::out_of_range;
    period = std::chrono::milliseconds(milliseconds);
    return {};
}

void restart() noexcept { count = 0; }

perth::Task<unsigned> counted(unsigned value) {
    while (count < value) co_await perth::sleep(10ms);
    co_return count;
}

constexpr perth::ShellName names[] = {
    perth::shell_variable("count", count),
    perth::shell_variable<get_period, set_period>("period"),
    perth::shell_function<restart>("restart"),
    perth::shell_command<counted>("counted"),
};
constinit perth::Shell shell;

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(keep_counting);
    sch(perth::run_shell, shell, names);
}
