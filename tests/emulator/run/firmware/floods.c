// Prints without end.
#include "bare.h"

void program(void) {
    for (;;) put("all work and no play makes jack a dull boy\n");
}
