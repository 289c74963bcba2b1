// What may be attached to the simulated chip: everything for a test that plays the world.
//
// It all takes part in the port's time and record; see host.hpp for the board itself. What is
// attached stays so while its object lives, Board::restart() or not.
#pragma once

#include "sim/adc.hpp"
#include "sim/chip.hpp"
#include "sim/flash.hpp"
#include "sim/i2c.hpp"
#include "sim/pins.hpp"
#include "sim/pwm.hpp"
#include "sim/spi.hpp"
#include "sim/uart.hpp"
