#include "cli/serial/serial.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::serial {

void Stream::sleep(Clock::duration duration) { sleep_for(duration); }

void Stream::send_break(std::chrono::milliseconds duration) {
    set_break(true);
    try {
        sleep(duration);
    } catch (const Interrupted&) {
        set_break(false);
        throw;
    }
    set_break(false);
}

}  // namespace perth::cli::serial
