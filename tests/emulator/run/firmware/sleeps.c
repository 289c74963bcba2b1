// Prints one line, then sleeps for ever, woken twenty times a second.
#include "bare.h"

void program(void) {
    put("asleep\n");
    SYST_RVR = 8400000 - 1;  // of 168 MHz
    SYST_CSR = 7;  // processor clock, interrupt, enable
    sleep_forever();
}
