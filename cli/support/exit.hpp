// The exit codes of `perth`, which are part of its interface.
#pragma once

namespace perth::cli {

/// Exit codes, the same for every command. Documented in `perth --help`.
enum class Exit : int {
    done = 0,           ///< the work is done
    failed = 1,         ///< the work failed: compile error, verify mismatch, disk full, panic
    wrong_use = 2,      ///< wrong option, invalid manifest, board or image
    no_device = 3,      ///< no device fits, several fit, or it is held by another process
    missing_tool = 4,   ///< a tool or library is missing, too old or unfit
    no_permission = 5,  ///< the system refused access
    device_error = 6,   ///< the device answered with an error or vanished
    interrupted = 130,  ///< Ctrl-C
};

}  // namespace perth::cli
