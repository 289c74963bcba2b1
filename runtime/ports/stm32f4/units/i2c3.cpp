// I2C3 with its interrupts; linked only if used.
#include <perth_port.hpp>

#include "startup.hpp"

constinit perth::hal::stm32f4::I2cBus perth::hal::stm32f4::i2c3_bus;

PERTH_IRQ(I2C3_EV) { perth::hal::stm32f4::i2c3_bus.event(); }
PERTH_IRQ(I2C3_ER) { perth::hal::stm32f4::i2c3_bus.error(); }
