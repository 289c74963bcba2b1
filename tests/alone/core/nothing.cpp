// What all the others are compared with.
#include "perth/core/scheduler.hpp"

void perth_main(perth::Scheduler&) {}
