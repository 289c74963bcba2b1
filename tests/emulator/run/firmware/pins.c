// For any of the chips below: the lamp is on as long as the button is pressed, and the console says
// so. Ends by semihosting with code 3 when "q" is typed. CHIP_… says which chip.
#include <stdint.h>

#define REG(address) (*(volatile uint32_t*)(address))

#if defined(CHIP_RP2040)
#define STACK ((void*)0x20042000)
static void set_up(void) {
    REG(0x4001c004 + 4 * 5) = 0x4a;   // GPIO5: input with pull-up
    REG(0x4001c004 + 4 * 25) = 0x52;  // GPIO25: output
    REG(0x40014004 + 8 * 5) = 5;
    REG(0x40014004 + 8 * 25) = 5;
    REG(0xd0000018) = 1u << 25;
    REG(0xd0000024) = 1u << 25;
    REG(0x40034024) = 67;  // UART0: 115200 baud
    REG(0x40034028) = 52;
    REG(0x4003402c) = 0x70;
    REG(0x40034030) = 0x301;
}
static int is_pressed(void) { return (REG(0xd0000004) >> 5 & 1) == 0; }
static void show(int on) { REG(on ? 0xd0000014 : 0xd0000018) = 1u << 25; }
static void put(char letter) { REG(0x40034000) = (uint8_t)letter; }
static int typed(void) { return REG(0x40034018) & 0x10 ? -1 : (int)(REG(0x40034000) & 0xff); }
#elif defined(CHIP_NRF51)
#define STACK ((void*)0x20004000)
static void set_up(void) {
    REG(0x50000700 + 4 * 17) = 0xc;  // P0.17: input with pull-up
    REG(0x50000508) = 1u << LED;     // off
    REG(0x50000518) = 1u << LED;
    REG(0x40002500) = 4;  // UART
    REG(0x40002008) = 1;
    REG(0x40002000) = 1;
}
static int is_pressed(void) { return (REG(0x50000510) >> 17 & 1) == 0; }
static void show(int on) { REG(on ? 0x5000050c : 0x50000508) = 1u << LED; }
static void put(char letter) {
    REG(0x4000211c) = 0;
    REG(0x4000251c) = (uint8_t)letter;
    for (int i = 0; i < 100000 && REG(0x4000211c) == 0; ++i) {
    }
}
static int typed(void) {
    if (REG(0x40002108) == 0) return -1;
    REG(0x40002108) = 0;
    return (int)(REG(0x40002518) & 0xff);
}
#else
#define STACK ((void*)0x20010000)
static void set_up(void) {
    REG(0x400fe104) = 1;     // UART0
    REG(0x400fe108) = 0x7f;  // ports A to G
    REG(0x40025400) = 1;     // PF0: output
    REG(0x4002551c) = 3;
    REG(0x40025510) = 2;  // PF1: pull-up
    REG(0x4000c030) = 0x301;
}
static int is_pressed(void) { return REG(0x40025000 + (2 << 2)) == 0; }
static void show(int on) { REG(0x40025000 + (1 << 2)) = on ? 1 : 0; }
static void put(char letter) { REG(0x4000c000) = (uint8_t)letter; }
static int typed(void) { return REG(0x4000c018) & 0x10 ? -1 : (int)(REG(0x4000c000) & 0xff); }
#endif

static void print(const char* text) {
    while (*text) put(*text++);
}

static void end(uint32_t code) {
    const uint32_t block[2] = {0x20026, code};
    register uint32_t r0 __asm("r0") = 0x20;
    register const void* r1 __asm("r1") = block;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void reset(void) {
    set_up();
    int was_pressed = 0;
    print("ready\n");
    for (;;) {
        const int now = is_pressed();
        if (now != was_pressed) {
            show(now);
            print(now ? "pressed\n" : "released\n");
            was_pressed = now;
        }
        if (typed() == 'q') end(3);
    }
}

__attribute__((section(".vectors"), used)) static void* const vectors[48] = {STACK, (void*)reset};
