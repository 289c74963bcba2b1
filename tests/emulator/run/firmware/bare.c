// Vectors and start of every test image.
#include "bare.h"

static void start(void) {
    USART1_CR1 = 0x202C;  // UE, TE, RE, RXNEIE
    program();
    sleep_forever();
}

/// Reads an address that does not exist: a fault inside the fault handler locks the core up.
static void fault(void) { (void)REGISTER(0xFFFFFFF0); }

void on_receive(void);
__attribute__((weak)) void on_receive(void) {}
static void tick(void) {}

__attribute__((section(".vectors"), used)) static const void* const vectors[16 + 38] = {
    [0] = (const void*)0x20020000, [1] = start,      [3] = fault,
    [15] = tick,                   [16 + 37] = on_receive};
