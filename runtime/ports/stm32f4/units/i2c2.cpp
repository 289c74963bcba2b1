// I2C2 with its interrupts; linked only if used.
#include <perth_port.hpp>

#include "startup.hpp"

constinit perth::hal::stm32f4::I2cBus perth::hal::stm32f4::i2c2_bus;

PERTH_IRQ(I2C2_EV) { perth::hal::stm32f4::i2c2_bus.event(); }
PERTH_IRQ(I2C2_ER) { perth::hal::stm32f4::i2c2_bus.error(); }
