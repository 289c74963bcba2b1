// Faults, and faults again in the fault handler.
#include "bare.h"

void program(void) {
    put("about to lock up\n");
    (void)REGISTER(0xFFFFFFF0);
}
