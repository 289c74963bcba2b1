// The vector table. Source: Nordic nRF51 Series Reference Manual v3.0, "Instantiation": a
// peripheral's interrupt is the number in its address, 0x400NN000.
#include <perth_port.hpp>

#include "startup.hpp"

PERTH_CORE_HANDLERS

// Every interrupt in order; none at place 5.
// clang-format off
#define PERTH_INTERRUPTS(X)                                                                        \
    X(POWER_CLOCK) X(RADIO) X(UART0) X(SPI0_TWI0) X(SPI1_TWI1) X(UNUSED) X(GPIOTE) X(ADC)          \
    X(TIMER0) X(TIMER1) X(TIMER2) X(RTC0) X(TEMP) X(RNG) X(ECB) X(CCM_AAR)                         \
    X(WDT) X(RTC1) X(QDEC) X(LPCOMP) X(SWI0) X(SWI1) X(SWI2) X(SWI3)                               \
    X(SWI4) X(SWI5)
// clang-format on

#define PERTH_DECLARE(NAME) PERTH_WEAK_HANDLER(NAME##_IRQHandler)
PERTH_INTERRUPTS(PERTH_DECLARE)

#define PERTH_HANDLER(NAME) NAME##_IRQHandler,
#define PERTH_ENTRY(NAME) perth::hal::cortex_m::traced(NAME##_IRQHandler),

extern "C" __attribute__((used)) const perth::hal::cortex_m::Vector perth_vectors[] = {
    PERTH_CORE_VECTORS, PERTH_INTERRUPTS(PERTH_ENTRY)};
static_assert(sizeof perth_vectors == (16 + 26) * sizeof(perth::hal::cortex_m::Vector));

extern "C" constexpr perth::hal::cortex_m::Vector perth_handlers[] = {
    SysTick_Handler, PERTH_INTERRUPTS(PERTH_HANDLER)};
