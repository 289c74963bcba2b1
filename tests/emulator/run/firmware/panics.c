// Prints a panic dump, then does AFTER.
#include "bare.h"

void program(void) {
    put("working\n");
    put("@perth panic frame pool full: 128 64\n");
    put("@perth build 1a2b3c4d5e6f\n");
    put("@perth task 3 08000abc\n");
    put("@perth pc 08000123\n");
    put("@perth lr 08000456\n");
    put("@perth stack 20001f80 00000000 00000001 00000002 00000003\n");
    put("@perth end\n");
    AFTER;
    sleep_forever();
}
