// The units of the simulated chip, for Board::restart(); private to the port.
#pragma once

namespace perth::host {

void restart_pads();
void restart_uarts();
void restart_i2c();
void restart_spi();
void restart_adc();
void restart_pwm();
void restart_flash();
void restart_rtc();
void restart_watchdog();
void restart_identity();

}  // namespace perth::host
