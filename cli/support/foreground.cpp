#include "cli/support/foreground.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {

Foreground::Foreground(const Command& command, int out)
    : pid_(start(command, {STDIN_FILENO, out, STDERR_FILENO}, Group::ours)),
      ended_(watch_end(pid_)) {
    if (ended_.is_open()) return;
    const int code = errno;
    end_process(pid_);
    throw Error(
        {.what = "cannot watch the process " + command.args[0], .why = std::strerror(code)});
}

Foreground::~Foreground() {
    if (pid_ > 0) end_process(pid_);
}

int Foreground::wait() { return reap(std::exchange(pid_, -1)).value_or(0); }

}  // namespace perth::cli
