// Resets itself twice, the second time in the middle of a line. RAM survives a reset.
#include "bare.h"

void program(void) {
    volatile u32* const runs = (volatile u32*)0x20000100;
    volatile u32* const magic = (volatile u32*)0x20000104;
    if (*magic != 0x600DCAFE) *runs = 0;
    *magic = 0x600DCAFE;
    *runs += 1;
    if (*runs == 1) {
        put("one\n");
        reset();
    } else if (*runs == 2) {
        put("two, cut");
        reset();
    } else {
        put("three\n");
        end(0);
    }
    sleep_forever();
}
