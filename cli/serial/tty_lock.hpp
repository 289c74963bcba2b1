// Having a tty to oneself.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/serial/ports.hpp"
#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli::serial {

/// What keeps a tty from being opened, and how long it may take to pass by itself.
struct Obstacle {
    Error error;
    std::chrono::steady_clock::duration worth_waiting;
};

/// Returns what it means that another process has the tty at `path`; which one may be unknown.
[[nodiscard]] Obstacle held(const std::string& path, const std::optional<Holder>& holder);

/// Opens the tty at `path` so that no other program can: flock(2) tells those that ask, TIOCEXCL
/// keeps the others out. What ModemManager may be trying out right after plugging in is waited for,
/// 5 s at most; a holder that can be named is not.
/// `Error`: Fault::not_found, permission (with the group and the udev rule that are missing), busy
/// (with the holder), bad_input if it is no tty.
[[nodiscard]] Handle open_exclusively(const std::string& path);

/// Lets others open it again; closing alone does not do for a pseudo-terminal.
void release_exclusive(int tty) noexcept;

/// Returns the live process that a UUCP lock file in `folder` names for the tty at `path`.
/// Source: Filesystem Hierarchy Standard 3.0, "/var/lock: Lock files".
[[nodiscard]] std::optional<Holder> lock_file_holder(const std::string& path,
                                                     const std::filesystem::path& folder);

}  // namespace perth::cli::serial
