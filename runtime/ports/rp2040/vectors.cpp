// What the ROM and the core look for at the beginning of flash: the second stage of booting and the
// vector table. Source: "RP2040 Datasheet", "Interrupts".
#include <board.hpp>
#include <perth_port.hpp>

#include "boot2.hpp"
#include "startup.hpp"

PERTH_CORE_HANDLERS

// Every interrupt with its number. 26…31 are wired to nothing and a program's own, to pend.
// clang-format off
#define PERTH_INTERRUPTS(X)                                                     \
    X(0, TIMER_IRQ_0) X(1, TIMER_IRQ_1) X(2, TIMER_IRQ_2) X(3, TIMER_IRQ_3)     \
    X(4, PWM_IRQ_WRAP) X(5, USBCTRL_IRQ) X(6, XIP_IRQ) X(7, PIO0_IRQ_0)         \
    X(8, PIO0_IRQ_1) X(9, PIO1_IRQ_0) X(10, PIO1_IRQ_1) X(11, DMA_IRQ_0)        \
    X(12, DMA_IRQ_1) X(13, IO_IRQ_BANK0) X(14, IO_IRQ_QSPI) X(15, SIO_IRQ_PROC0) \
    X(16, SIO_IRQ_PROC1) X(17, CLOCKS_IRQ) X(18, SPI0) X(19, SPI1)              \
    X(20, UART0) X(21, UART1) X(22, ADC_IRQ_FIFO) X(23, I2C0)                   \
    X(24, I2C1) X(25, RTC) X(26, IRQ26) X(27, IRQ27)                            \
    X(28, IRQ28) X(29, IRQ29) X(30, IRQ30) X(31, IRQ31)
// clang-format on

#define PERTH_DECLARE(NUMBER, NAME) PERTH_WEAK_HANDLER(NAME##_IRQHandler)
PERTH_INTERRUPTS(PERTH_DECLARE)

#define PERTH_HANDLER(NUMBER, NAME) NAME##_IRQHandler,
#define PERTH_ENTRY(NUMBER, NAME) perth::hal::cortex_m::traced(NAME##_IRQHandler),

extern "C" __attribute__((used)) const perth::hal::cortex_m::Vector perth_vectors[] = {
    PERTH_CORE_VECTORS, PERTH_INTERRUPTS(PERTH_ENTRY)};
static_assert(sizeof perth_vectors == (16 + 32) * sizeof(perth::hal::cortex_m::Vector));

extern "C" constexpr perth::hal::cortex_m::Vector perth_handlers[] = {
    SysTick_Handler, PERTH_INTERRUPTS(PERTH_HANDLER)};

extern "C" __attribute__((used, section(".perth.boot"))) constexpr auto perth_boot_stage_2 =
    perth::hal::rp2040::boot_stage_2(board::clocks::flash_divider);
static_assert(sizeof perth_boot_stage_2 == 0x100, "the ROM looks for the vectors behind it");
