// The vector table of test images: the core's part and fifty interrupts, as on the machines that
// the peers' figures were measured on.
#include "startup.hpp"

PERTH_CORE_HANDLERS

extern "C" {
#define PERTH_BARE_IRQ(N) \
    __attribute__((weak, alias("perth_unhandled"))) void IRQ##N##_IRQHandler();
// clang-format off
#define PERTH_BARE_IRQS(N)                                                                        \
    PERTH_BARE_IRQ(N##0) PERTH_BARE_IRQ(N##1) PERTH_BARE_IRQ(N##2) PERTH_BARE_IRQ(N##3)           \
    PERTH_BARE_IRQ(N##4) PERTH_BARE_IRQ(N##5) PERTH_BARE_IRQ(N##6) PERTH_BARE_IRQ(N##7)           \
    PERTH_BARE_IRQ(N##8) PERTH_BARE_IRQ(N##9)
// clang-format on
PERTH_BARE_IRQS(0) PERTH_BARE_IRQS(1) PERTH_BARE_IRQS(2) PERTH_BARE_IRQS(3) PERTH_BARE_IRQS(4)
}

#define PERTH_BARE_TEN(N)                                                                       \
    IRQ##N##0_IRQHandler, IRQ##N##1_IRQHandler, IRQ##N##2_IRQHandler, IRQ##N##3_IRQHandler,     \
        IRQ##N##4_IRQHandler, IRQ##N##5_IRQHandler, IRQ##N##6_IRQHandler, IRQ##N##7_IRQHandler, \
        IRQ##N##8_IRQHandler, IRQ##N##9_IRQHandler

extern "C" __attribute__((used)) const perth::hal::cortex_m::Vector perth_vectors[] = {
    PERTH_CORE_VECTORS, PERTH_BARE_TEN(0), PERTH_BARE_TEN(1),
    PERTH_BARE_TEN(2),  PERTH_BARE_TEN(3), PERTH_BARE_TEN(4)};
