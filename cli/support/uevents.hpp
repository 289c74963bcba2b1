// Learning from the kernel that something was plugged in or out.
#pragma once

#include <chrono>

#include "cli/support/handle.hpp"

namespace perth::cli {

/// Listens to the kernel's and udev's device events. Where neither can be heard (a container), it
/// only paces whoever looks again: a change is noticed within `patience`.
class Uevents {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds patience{200};

    Uevents();

    /// Returns after the next event, after `patience`, or at `deadline`, whichever is first; the
    /// caller looks what is attached. Several events close together count as one. Throws
    /// `Interrupted` at Ctrl-C.
    void wait(Clock::time_point deadline);
    /// For poll(2): readable when an event has come; -1 where none can be heard.
    [[nodiscard]] int fd() const noexcept { return socket_.get(); }
    /// Takes what has come, so that fd() is quiet again.
    void drain();

private:
    Handle socket_;
};

}  // namespace perth::cli
