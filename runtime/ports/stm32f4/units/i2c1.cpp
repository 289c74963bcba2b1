// I2C1 with its interrupts; linked only if used.
#include <perth_port.hpp>

#include "startup.hpp"

constinit perth::hal::stm32f4::I2cBus perth::hal::stm32f4::i2c1_bus;

PERTH_IRQ(I2C1_EV) { perth::hal::stm32f4::i2c1_bus.event(); }
PERTH_IRQ(I2C1_ER) { perth::hal::stm32f4::i2c1_bus.error(); }
