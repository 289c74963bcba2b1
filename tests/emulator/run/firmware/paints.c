// Tries to colour the terminal, to set its title and clipboard, and to make it answer.
#include "bare.h"

void program(void) {
    put("\033[31mred\033[0m \033]0;title\007\033]52;c;cm0gLXJm\007\033[6n\033[c\033P$q\033\\plain\n");
    end(0);
}
