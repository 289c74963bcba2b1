// {{name}}: railroad lights by round robin. One endless loop gives each task its turn and then
// waits; there is no scheduler, so perth_main() never returns.
#include <chrono>
#include <perth/perth.hpp>

#include "railroad.hpp"

using namespace std::chrono_literals;

void perth_main(perth::Scheduler&) {
    Railroad railroad;
    for (;;) {
        railroad.round();
        perth::busy_wait(150ms);  // whatever round() took comes on top
    }
}
