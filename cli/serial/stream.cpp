#include "cli/serial/serial.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::serial {

void Stream::sleep(Clock::duration duration) { sleep_for(duration); }

}  // namespace perth::cli::serial
