// The time between a firmware's start and its end, spent copying between it and the user.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console/beside.hpp"
#include "cli/console/firmware.hpp"
#include "cli/console/shared.hpp"
#include "cli/console/view.hpp"
#include "cli/emulator/guest.hpp"

namespace perth::cli {

/// Why a session ended.
struct Ending {
    enum class Reason {
        exit,    ///< the firmware ended by itself
        signal,  ///< a signal ended the process
        panic,   ///< the firmware printed a panic or fault dump
        until,   ///< a line matched
        time,    ///< the time was over
        closed,  ///< nobody reads the output any more
        quit,    ///< Ctrl-T q
    };
    Reason reason = Reason::exit;
    std::optional<int> code;    ///< the firmware's exit code, if it ended
    std::optional<int> signal;  ///< the signal, if one ended it
    std::string words;          ///< what the emulator itself said
};

/// What bounds a session, and where its bytes go.
struct SessionTerms {
    std::optional<std::chrono::microseconds> limit;  ///< by the wall clock
    int in = 0;                                      ///< sent to the firmware; its end ends nothing
    int out = 1;                                     ///< the console
    int err = 2;                                     ///< what perth itself says meanwhile
    std::function<void(std::string_view)> mark;      ///< receives "--- board restarted ---"
    std::string name = "run";                        ///< part of the name of a log by Ctrl-T l
    BesideTerms beside = {};                         ///< what else is shown, on err
    BuiltFiles built_files = {};                     ///< for a deferred log
    SharedConsole* shared = nullptr;                 ///< who else reads and writes; or null
};

/// Copies until something ends the session. Waits with poll(2) only; reads from the firmware only
/// what the output takes, so a slow reader slows the firmware down and nothing piles up.
///
/// Where the input is a terminal, Ctrl-T is a menu (Keys).
///
/// Errors: Interrupted at Ctrl-C; `Error` if the output cannot be written (disk full).
[[nodiscard]] Ending run_session(Guest& guest, ConsoleView& view, const SessionTerms& terms);

}  // namespace perth::cli
