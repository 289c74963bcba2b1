// The units of the simulated chip, for Board::restart(); private to the port.
#pragma once

namespace perth::host {

void restart_pads();
void restart_uarts();

}  // namespace perth::host
