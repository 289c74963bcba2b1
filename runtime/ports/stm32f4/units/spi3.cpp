// SPI3 with its interrupt; linked only if used.
#include <perth_port.hpp>

#include "startup.hpp"

constinit perth::hal::stm32f4::SpiBus perth::hal::stm32f4::spi3_bus;

PERTH_IRQ(SPI3) { perth::hal::stm32f4::spi3_bus.interrupt(); }
