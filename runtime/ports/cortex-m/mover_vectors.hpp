// The vectors of a mover on a core that can be told where the program's are. No interrupt comes
// before the program has enabled one. Included once, behind mover_parts.hpp.
#pragma once

extern "C" {

PERTH_MOVER void perth_mover_fault() {
    for (;;) asm volatile("");
}

__attribute__((used, section(".perth.mover_vectors")))
const perth::hal::cortex_m::Vector perth_mover_vectors[] = {
    __perth_stack_top, perth_mover,       perth_mover_fault, perth_mover_fault,
    perth_mover_fault, perth_mover_fault, perth_mover_fault};

}  // extern "C"
