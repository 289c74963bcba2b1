// The vector table. Source: TI DS-LM3S6965, "Interrupts".
#include "startup.hpp"

PERTH_CORE_HANDLERS

// Every interrupt in the order of its number; R is a place that is reserved.
// clang-format off
#define PERTH_INTERRUPTS(X, R)                                                                     \
    X(GPIOA) X(GPIOB) X(GPIOC) X(GPIOD) X(GPIOE) X(UART0) X(UART1) X(SSI0)                         \
    X(I2C0) X(PWM_FAULT) X(PWM0) X(PWM1) X(PWM2) X(QEI0) X(ADC0) X(ADC1)                           \
    X(ADC2) X(ADC3) X(WATCHDOG) X(TIMER0A) X(TIMER0B) X(TIMER1A) X(TIMER1B) X(TIMER2A)             \
    X(TIMER2B) X(COMP0) X(COMP1) R X(SYSCTL) X(FLASH) X(GPIOF) X(GPIOG)                            \
    R X(UART2) R X(TIMER3A) X(TIMER3B) X(I2C1) X(QEI1) R                                           \
    R R X(ETH) X(HIBERNATE)
// clang-format on

#define PERTH_DECLARE(NAME) PERTH_WEAK_HANDLER(NAME##_IRQHandler)
PERTH_INTERRUPTS(PERTH_DECLARE, )

#define PERTH_HANDLER(NAME) NAME##_IRQHandler,
#define PERTH_ENTRY(NAME) perth::hal::cortex_m::traced(NAME##_IRQHandler),
#define PERTH_RESERVED nullptr,

using perth::hal::cortex_m::Vector;

extern "C" __attribute__((used))
const Vector perth_vectors[] = {PERTH_CORE_VECTORS, PERTH_INTERRUPTS(PERTH_ENTRY, PERTH_RESERVED)};
static_assert(sizeof perth_vectors == (16 + 44) * sizeof(Vector));

extern "C" constexpr Vector perth_handlers[] = {SysTick_Handler,
                                                PERTH_INTERRUPTS(PERTH_HANDLER, PERTH_RESERVED)};
