// Prints two lines and ends with CODE.
#include "bare.h"

void program(void) {
    put("first line\n");
    put("second line\n");
    end(CODE);
}
