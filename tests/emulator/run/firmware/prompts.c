// Leaves a prompt without a line end and sends back each byte in brackets.
#include "bare.h"

void on_receive(void) {
    while (USART1_SR & 0x20) {
        const char text[4] = {'[', (char)USART1_DR, ']', 0};
        put(text);
    }
}

void program(void) {
    put("ready\n> ");
    NVIC_ISER1 = 1u << (37 - 32);
}
