// {{name}}
#include <perth/perth.hpp>

void perth_main(perth::Scheduler&) {}
