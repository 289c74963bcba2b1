// What a test image needs of an STM32F405 in QEMU: the console, time, reset, and an end.
#pragma once

typedef unsigned u32;

#define REGISTER(address) (*(volatile u32*)(address))
#define USART1_SR REGISTER(0x40011000)
#define USART1_DR REGISTER(0x40011004)
#define USART1_CR1 REGISTER(0x4001100C)
#define NVIC_ISER1 REGISTER(0xE000E104)
#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SCB_AIRCR REGISTER(0xE000ED0C)

/// The image's program; starts with the console ready.
void program(void);

static inline void put(const char* text) {
    while (*text) USART1_DR = (u32)(unsigned char)*text++;
}

/// Ends QEMU with this exit code by SYS_EXIT_EXTENDED.
static inline void end(u32 code) {
    volatile u32 block[2] = {0x20026, code};
    register u32 operation __asm__("r0") = 0x20;
    register volatile u32* argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
}

static inline void sleep_forever(void) {
    for (;;) __asm__ volatile("wfi");
}

static inline void reset(void) { SCB_AIRCR = 0x05FA0004; }
