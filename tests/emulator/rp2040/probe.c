// A program that does what its command line says, to see what the emulator makes of it. It prints
// on UART0 and ends by semihosting: 0 if all was as on a chip.
#include <stdint.h>

#define REG(address) (*(volatile uint32_t*)(address))

enum {
    uart_data = 0x40034000,
    uart_flags = 0x40034018,
    timer_alarm0 = 0x40054010,
    timer_low = 0x40054028,
    timer_interrupts = 0x40054034,
    timer_enable = 0x40054038,
    watchdog_control = 0x40058000,
    watchdog_load = 0x40058004,
    watchdog_reason = 0x40058008,
    watchdog_scratch0 = 0x4005800c,
    systick_control = 0xe000e010,
    systick_reload = 0xe000e014,
    systick_value = 0xe000e018,
    nvic_enable = 0xe000e100,
    core_reset = 0xe000ed0c,
    pads = 0x4001c004,
    io_control = 0x40014004,
    sio_in = 0xd0000004,
    sio_set = 0xd0000014,
    sio_clear = 0xd0000018,
    sio_enable_set = 0xd0000024,
};

static volatile uint32_t alarms, systicks, in_section, was_inside;
static volatile uint32_t fault_is_fatal;
static char word[64];

static uint32_t semihosting(uint32_t operation, const void* argument) {
    register uint32_t r0 __asm("r0") = operation;
    register const void* r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void end(uint32_t code) {
    const uint32_t block[2] = {0x20026, code};
    semihosting(0x20, block);
    for (;;) __asm volatile("wfi");
}

static void put(uint32_t byte) {
    while (REG(uart_flags) & 0x20) {
    }
    REG(uart_data) = byte;
}

static void print(const char* text) {
    while (*text) put((uint32_t)*text++);
}

static void print_number(uint32_t value) {
    char digits[9];
    for (int i = 7; i >= 0; --i, value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
    digits[8] = 0;
    print(digits);
}

static void check(int condition, const char* what) {
    if (condition) return;
    print("wrong: ");
    print(what);
    print("\n");
    end(1);
}

static int is(const char* name) {
    const char* at = word;
    while (*name && *name == *at) ++name, ++at;
    return *name == *at;
}

void on_alarm(void) {
    REG(timer_interrupts) = 1;
    ++alarms;
    was_inside |= in_section;
}
void on_systick(void) { ++systicks; }
void on_uart(void) {
    while (!(REG(uart_flags) & 0x10)) {
        const uint32_t byte = REG(uart_data);
        put(byte);
        if (byte == '.') end(0);
    }
}
void on_fault(void) {
    print("fault\n");
    if (fault_is_fatal) REG(0x30000000);
    end(9);
}

static void start_alarm(uint32_t microseconds) {
    REG(nvic_enable) = 1;
    REG(timer_enable) = 1;
    REG(timer_alarm0) = REG(timer_low) + microseconds;
}

static void sleep(void) {
    __asm volatile("cpsid i" ::: "memory");
    in_section = 1;
    __asm volatile("wfi" ::: "memory");
    in_section = 0;
    __asm volatile("cpsie i\n\tnop" ::: "memory");
}

// What rp2040js alone gets wrong about WFI.
static void probe_wfi(void) {
    uint32_t begin = REG(timer_low);
    start_alarm(1000);
    sleep();
    check(alarms == 1 && !was_inside, "an alarm ends WFI, and waits for cpsie");
    check(REG(timer_low) - begin - 1000 < 5, "woken in time");

    __asm volatile("cpsid i");
    start_alarm(20);
    while (REG(timer_low) - begin < 2000) {
    }
    begin = REG(timer_low);
    sleep();
    check(REG(timer_low) - begin < 5 && alarms == 2, "a pending interrupt ends WFI at once");

    REG(systick_reload) = 124999;  // 1 ms
    REG(systick_value) = 0;
    REG(systick_control) = 7;
    systicks = 0;
    begin = REG(timer_low);
    while (systicks < 5) sleep();
    check(REG(timer_low) - begin - 4000 < 1010, "SysTick ends WFI");
}

static void probe_echo(void) {
    REG(0x40034024) = 67;  // 115200 baud at 125 MHz
    REG(0x40034028) = 52;
    REG(0x4003402c) = 0x70;
    REG(0x40034030) = 0x301;
    REG(0x40034038) = 0x50;
    REG(nvic_enable) = 1u << 20;
    for (;;) sleep();
}

// Leaves the bytes in the UART for a millisecond each, which is too long for one that has no FIFO.
static void probe_slow_echo(void) {
    REG(0x40034024) = 67;
    REG(0x40034028) = 52;
    REG(0x40034030) = 0x301;
    for (;;) {
        start_alarm(1000);
        sleep();
        while (!(REG(uart_flags) & 0x10)) {
            const uint32_t byte = REG(uart_data);
            put(byte);
            if (byte == '.') end(0);
        }
    }
}

static void set_pad(unsigned pad, uint32_t control, uint32_t function) {
    REG(pads + 4 * pad) = control;
    REG(io_control + 8 * pad) = function;
}
static uint32_t level(unsigned pad) { return REG(sio_in) >> pad & 1; }

static void probe_pads(void) {
    set_pad(2, 0x4a, 5);  // input, pull-up
    check(level(2) == 1, "a pull-up reads high");
    set_pad(3, 0x46, 5);  // input, pull-down
    check(level(3) == 0, "a pull-down reads low");
    set_pad(4, 0x40, 5);
    REG(sio_enable_set) = 1 << 4;
    REG(sio_set) = 1 << 4;
    check(level(4) == 1, "an output reads its own level");
    REG(sio_clear) = 1 << 4;
    check(level(4) == 0, "an output reads its own level");
    check((REG(0x400140f0) >> 8 & 0xf) == 0xa, "a rise of pad 2, which is high");  // INTR0
    set_pad(5, 0x4a, 5);
    start_alarm(2000);
    sleep();
    check(level(5) == 0, "the world drives a pad");
    check((REG(0x400140f0) >> 20 & 0xc) == 0xc, "a rise and a fall of pad 5");
}

static void probe_flash(void) {
    typedef uint32_t (*Lookup)(uint32_t table, uint32_t code);
    typedef void (*Plain)(void);
    typedef void (*Erase)(uint32_t offset, uint32_t count, uint32_t block, uint32_t command);
    typedef void (*Program)(uint32_t offset, const void* data, uint32_t count);
    const Lookup lookup = (Lookup)(uintptr_t)*(volatile uint16_t*)0x18;
    const uint32_t table = *(volatile uint16_t*)0x14;
#define ROM(type, a, b) ((type)lookup(table, (a) | (b) << 8))
    const Plain connect = ROM(Plain, 'I', 'F'), leave_xip = ROM(Plain, 'E', 'X'),
                flush = ROM(Plain, 'F', 'C'), enter_xip = ROM(Plain, 'C', 'X');
    const Erase erase = ROM(Erase, 'R', 'E');
    const Program program = ROM(Program, 'R', 'P');
    extern void change_flash(Plain, Plain, Erase, Program, Plain, Plain);
    check(lookup(table, 'x') == 0, "no function of another name");
    const uint32_t begin = REG(timer_low);
    change_flash(connect, leave_xip, erase, program, flush, enter_xip);
    check(*(volatile uint8_t*)0x10100000 == (0x5a & 0x3c), "programming clears bits");
    check(*(volatile uint8_t*)0x10100fff == 0xff, "an erased byte is FF");
    check(REG(timer_low) - begin > 45000, "erasing takes its time");
    *(volatile uint32_t*)0x10100000 = 0;
    check(*(volatile uint8_t*)0x10100000 == (0x5a & 0x3c), "a store to flash does nothing");
}

static uint8_t page[256];
__attribute__((section(".in_ram"), noinline, used)) void change_flash(
    void (*connect)(void), void (*leave_xip)(void),
    void (*erase)(uint32_t, uint32_t, uint32_t, uint32_t),
    void (*program)(uint32_t, const void*, uint32_t), void (*flush)(void),
    void (*enter_xip)(void)) {
    connect();
    leave_xip();
    erase(0x100000, 4096, 65536, 0xd8);
    page[0] = 0x5a;
    program(0x100000, page, 256);
    page[0] = 0x3c;
    program(0x100000, page, 256);
    flush();
    enter_xip();
}

static void probe_flash_unreadable(void) {
    typedef uint32_t (*Lookup)(uint32_t table, uint32_t code);
    const Lookup lookup = (Lookup)(uintptr_t)*(volatile uint16_t*)0x18;
    ((void (*)(void))lookup(*(volatile uint16_t*)0x14, 'E' | 'X' << 8))();
    check(0, "code in flash ran on while it could not be read");
}

static void probe_bus(void) {
    REG(0x4004c000) = 1;  // ADC, channel 2
    REG(0x4004c000) = 1 | 2 << 12 | 4;
    while (!(REG(0x4004c000) & 0x100)) {
    }
    print("adc ");
    print_number(REG(0x4004c004));
    REG(0x4004400c + 0x60) = 0;  // I2C0, 100 kHz, device 48
    REG(0x40044000) = 0x63;
    REG(0x40044004) = 0x48;
    REG(0x40044014) = 625;
    REG(0x40044018) = 625;
    REG(0x4004406c) = 1;
    REG(0x40044010) = 0x10;   // register
    REG(0x40044010) = 0x500;  // read, restart
    REG(0x40044010) = 0x300;  // read, stop
    while (REG(0x40044078) < 2) {
    }
    print("\ni2c ");
    print_number((REG(0x40044010) & 0xff) << 8 | (REG(0x40044010) & 0xff));
    REG(0x4004406c) = 0;
    REG(0x40044004) = 0x49;
    REG(0x4004406c) = 1;
    REG(0x40044010) = 0x200;
    while (!(REG(0x40044034) & 0x40)) {
    }
    print("\nnobody at 49\n");
    REG(0x4003c010) = 2;  // SPI0, 8 bits
    REG(0x4003c000) = 0x0407;
    REG(0x4003c004) = 2;
    REG(0x4003c008) = 0xa5;
    REG(0x4003c008) = 0x5a;
    while (REG(0x4003c00c) & 0x10) {
    }
    REG(0x40050050 + 4) = 125 << 4;  // PWM slice 4: 1 MHz, 1000 counts, B to a quarter
    REG(0x40050050 + 0x10) = 999;
    REG(0x40050050 + 0xc) = 250u << 16;
    REG(0x40050050) = 1;
    start_alarm(5000);
    sleep();
    REG(0x40050050) = 0;
}

static void probe_reset(uint32_t by_watchdog) {
    if (REG(watchdog_scratch0) == 0x600d) {
        check(REG(watchdog_reason) == by_watchdog, "the reason of the reset");
        check(REG(timer_low) < 1000, "the timer begins anew");
        check(REG(0x40064008) == 0x100, "powered on once");
        print("again\n");
        return;
    }
    REG(watchdog_scratch0) = 0x600d;
    print("first\n");
    start_alarm(3000);
    sleep();
    if (by_watchdog) {
        REG(watchdog_load) = 2 * 500;
        REG(watchdog_control) = 1u << 30;
    } else {
        REG(core_reset) = 0x05fa0004;
    }
    for (;;) sleep();
}

static void probe_bootloader(void) {
    typedef uint32_t (*Lookup)(uint32_t table, uint32_t code);
    const Lookup lookup = (Lookup)(uintptr_t)*(volatile uint16_t*)0x18;
    ((void (*)(uint32_t, uint32_t))lookup(*(volatile uint16_t*)0x14, 'U' | 'B' << 8))(0, 0);
}

// Sleeps for ever; now and then for a moment, to let what is tested have its time.
static void probe_nothing(void) {
    for (;;) sleep();
}

// What goes on for ever, and says that it has begun: it sleeps, computes, prints, or resets itself.
static void probe_asleep(void) {
    print("on\n");
    probe_nothing();
}

static void probe_busy(void) {
    print("on\n");
    for (;;) __asm volatile("");
}

static void probe_flood(void) {
    for (;;) print("on\n");
}

// Writes more than the queue holds, and sleeps; an interrupt comes when it has become half empty.
static void probe_careless(void) {
    REG(0x40034024) = 67;  // 115200 baud
    REG(0x40034028) = 52;
    REG(0x4003402c) = 0x70;
    REG(0x40034030) = 0x301;
    for (uint32_t i = 0; i < 100; ++i) REG(uart_data) = 'a' + i % 26;
    check((REG(uart_flags) & 0xa8) == 0x28, "full and busy");
    REG(0x40034038) = 0x20;
    check(!(REG(0x40034040) & 0x20), "no interrupt while there is more than half");
    while (!(REG(0x40034040) & 0x20)) {
    }
    REG(0x40034044) = 0x20;
    check(!(REG(0x40034040) & 0x20), "the interrupt comes once");
    while (!(REG(uart_flags) & 0x80)) {
    }
    check((REG(uart_flags) & 0x28) == 0x08, "the last byte is on the wire");
    while (REG(uart_flags) & 0x08) {
    }
}

static void probe_resets(void) {
    print("on\n");
    REG(core_reset) = 0x05fa0004;
    for (;;) __asm volatile("");
}

void reset(void) {
    extern uint32_t data_start[], data_end[], data_image[], bss_start[], bss_end[];
    const uint32_t* from = data_image;
    for (uint32_t* to = data_start; to != data_end; ++to) *to = *from++;
    for (uint32_t* to = bss_start; to != bss_end; ++to) *to = 0;
    const struct {
        char* text;
        uint32_t size;
    } block = {word, sizeof word};
    semihosting(0x15, &block);
    if (is("wfi"))
        probe_wfi();
    else if (is("echo"))
        probe_echo();
    else if (is("slow echo"))
        probe_slow_echo();
    else if (is("pads"))
        probe_pads();
    else if (is("flash"))
        probe_flash();
    else if (is("unreadable"))
        probe_flash_unreadable();
    else if (is("bus"))
        probe_bus();
    else if (is("watchdog"))
        probe_reset(1);
    else if (is("reset"))
        probe_reset(0);
    else if (is("bootloader"))
        probe_bootloader();
    else if (is("nothing"))
        probe_nothing();
    else if (is("asleep"))
        probe_asleep();
    else if (is("busy"))
        probe_busy();
    else if (is("flood"))
        probe_flood();
    else if (is("careless"))
        probe_careless();
    else if (is("resets"))
        probe_resets();
    else if (is("read"))
        REG(0x30000000);
    else if (is("store"))
        REG(0x30000000) = 0;
    else if (is("unaligned"))
        REG(0x20000001) = 0;
    else if (is("undefined"))
        __asm volatile("udf #1");
    else if (is("breakpoint"))
        __asm volatile("bkpt #1");
    else if (is("fault in fault"))
        fault_is_fatal = 1, REG(0x30000000);
    else
        check(0, word);
    end(0);
}

__attribute__((section(".vectors"), used)) static void (*const vectors[48])(void) = {
    (void (*)(void))0x20042000, reset,           on_fault,      on_fault,
    [15] = on_systick,          [16] = on_alarm, [36] = on_uart};
