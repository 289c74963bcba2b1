// The runtime's error codes.
#pragma once

#include <cstdint>

namespace perth {

/// Why something expected did not happen. One byte, so that it fits a task's header.
enum class Errc : std::uint8_t {
    none,             ///< no error
    queue_full,       ///< no room
    queue_empty,      ///< nothing there
    not_locked,       ///< released or waited without holding the lock
    over_release,     ///< released more often than acquired
    already_waiting,  ///< another task waits where only one may
    cancel_self,      ///< a task tried to cancel itself
    no_scheduler,     ///< called outside a running scheduler
    deinitialised,    ///< the object was shut down
    out_of_range,     ///< index or value outside its range
    invalid_argument,
    unknown_thread,  ///< no such task
    duplicate,       ///< is there already
    end_of_stream,
    timeout,
    cancelled,  ///< the awaited task was cancelled
    no_memory,  ///< no room for a frame in the task memory
    no_device,  ///< nobody answers
    crc,        ///< checksum does not match
    link_down,
    refused,  ///< the chip does not allow it: protected, or part of the running program
};

/// Returns the enumerator's name, as "no_memory".
[[nodiscard]] const char* name(Errc error) noexcept;

}  // namespace perth
