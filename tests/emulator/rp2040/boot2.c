// A boot stage 2 that only enters the program: the emulator reads flash without any preparation.
#include <stdint.h>

// ldr r0, =0x10000100; ldr r1, =VTOR; str r0, [r1]; ldmia r0!, {r1, r2}; msr msp, r1; bx r2
__attribute__((section(".boot2"), used)) static const uint32_t boot2[64] = {
    0x49044803, 0xc8066008, 0x8808f381, 0x46c04710, 0x10000100, 0xe000ed08, [63] = BOOT2_CHECKSUM};
