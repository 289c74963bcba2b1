// {{name}}: railroad lights by events. Interrupts count what happened; this loop does the work that
// asks for, and sleeps when none is left. There is no timer and no scheduler.
#include <perth/perth.hpp>

#include "lights.hpp"

void perth_main(perth::Scheduler&) {
    Lights lights;
    perth::println("press the button, or Enter here");
    for (;;) {
        if (!lights.handle_event()) lights.idle();
    }
}
