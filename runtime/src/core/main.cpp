// The program's entry: one scheduler, the user's perth_main, then tasks for ever.
#include "perth/core/scheduler.hpp"
#include "perth/hal/hal.hpp"

/// Written by the user: creates the first tasks. Called once, before any of them runs.
void perth_main(perth::Scheduler& scheduler);

/// Weak, so that a test's own main links beside a project's sources.
[[gnu::weak]] int main() {
    // Never destroyed: it lives as long as the firmware.
    [[clang::no_destroy]] static constinit perth::Scheduler scheduler;
    perth_main(scheduler);
    scheduler.run_forever();
    perth::hal::exit(0);
}
