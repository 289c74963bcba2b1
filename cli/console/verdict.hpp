// What a run came to: the sentence, the failure, the JSON.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/console/firmware.hpp"
#include "cli/console/session.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// A run as it was asked for.
struct Asked {
    std::string board;
    std::string emulator;         ///< "qemu", "rp2040" or "host"
    std::string until;            ///< the expression; empty if none
    std::string limit;            ///< the duration as it was typed; empty if none
    BuiltFiles built_files = {};  ///< the ELF that a dump's addresses may be looked up in
    /// What was written, each with its kind: "vcd", "svg".
    std::vector<std::pair<std::string_view, std::filesystem::path>> files = {};
};

/// Returns why the run failed, with json_of() as its result, or nothing if it did what was asked.
[[nodiscard]] std::optional<Error> failure_of(const Ending& ending, const ConsoleView& view,
                                              const Asked& asked);

/// Returns how a run that did not fail ended, for people; empty if there is nothing to say.
[[nodiscard]] std::string summary_of(const Ending& ending, const Asked& asked);

/// Returns {"board","emulator","exit":{"reason","code"},"files":{"vcd","svg"}}; reason is exit,
/// signal, panic, until, for, closed or quit, code the firmware's own or null; files only if any
/// were written.
[[nodiscard]] std::string json_of(const Ending& ending, const Asked& asked);

}  // namespace perth::cli
