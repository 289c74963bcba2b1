// Starting and ending one child process; process.hpp is built on it.
#pragma once

#include <sys/types.h>

#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {

struct Pipe {
    Handle read;
    Handle write;
};

/// Returns a new pipe; no child inherits it unless it is one of its streams.
[[nodiscard]] Pipe make_pipe();

/// The file descriptors that become a child's stdin, stdout and stderr.
struct Streams {
    int in;
    int out;
    int err;
};

/// Whether a child belongs to our process group: what is typed at the terminal goes to it, too.
enum class Group { own, ours };

/// Starts the program, its signals as the system sets them. Whatever keeps it from starting is an
/// `Error`; no child is left then.
[[nodiscard]] pid_t start(const Command& command, const Streams& streams, Group group = Group::own);

/// Returns a descriptor that is readable once the child has ended, for poll(2); none on a kernel
/// older than 5.3.
[[nodiscard]] Handle watch_end(pid_t pid);

/// Waits for the child as waitpid(2) does; a signal does not end the wait.
/// Returns its exit code (128 + signal), or nothing if WNOHANG is in `options` and it still runs.
std::optional<int> reap(pid_t pid, int options = 0);

/// Ends the child's whole group: SIGTERM, and SIGKILL when the child is gone or a second is over.
/// Returns the child's exit code.
int end_group(pid_t pid);

/// As end_group(), but ends the child alone: for one that is in our group.
int end_process(pid_t pid);

}  // namespace perth::cli
