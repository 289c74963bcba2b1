// The kinds of failure that those who talk to devices tell apart, the same for every protocol.
#pragma once

#include "cli/support/exit.hpp"

namespace perth::cli {

/// What kind of failure an `Error` is. Each has one exit code: exit_of().
enum class Fault {
    none,        ///< of no such kind
    not_found,   ///< no matching device or port within the time to wait
    permission,  ///< the system refused access
    busy,        ///< another process or driver holds it
    timeout,     ///< no byte or transfer before the deadline
    protocol,    ///< a reply that breaks the grammar
    refused,     ///< a well-formed negative reply: NACK, dfuERROR
    verify,      ///< what was read back differs
    bad_input,   ///< a file or option, rejected before the device was touched
    gone,        ///< the device vanished in mid-operation
};

/// Returns the exit code of a fault; Exit::failed for `none`.
[[nodiscard]] constexpr Exit exit_of(Fault fault) noexcept {
    switch (fault) {
        case Fault::not_found:
        case Fault::busy:
            return Exit::no_device;
        case Fault::permission:
            return Exit::no_permission;
        case Fault::timeout:
        case Fault::protocol:
        case Fault::refused:
        case Fault::gone:
            return Exit::device_error;
        case Fault::bad_input:
            return Exit::wrong_use;
        case Fault::none:
        case Fault::verify:
            break;
    }
    return Exit::failed;
}

}  // namespace perth::cli
