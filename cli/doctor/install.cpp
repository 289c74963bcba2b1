#include "cli/doctor/install.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/spawn.hpp"

namespace perth::cli {
namespace {

/// What a program is started with. It stays in our process group: one in a group of its own could
/// not ask for a password.
class Foreground {
public:
    Foreground() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
        ::posix_spawnattr_init(&attributes_);
        sigset_t ignored;
        ::sigemptyset(&ignored);
        ::sigaddset(&ignored, SIGPIPE);
        ::sigaddset(&ignored, SIGXFSZ);
        ::posix_spawnattr_setsigdefault(&attributes_, &ignored);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    ~Foreground() {
        ::posix_spawnattr_destroy(&attributes_);
        ::posix_spawn_file_actions_destroy(&actions_);
    }
    Foreground(const Foreground&) = delete;
    Foreground& operator=(const Foreground&) = delete;

    /// Returns the program's exit code.
    int run(std::vector<std::string> command) const {
        std::vector<char*> arguments;
        for (std::string& argument : command) arguments.push_back(argument.data());
        arguments.push_back(nullptr);
        pid_t pid = -1;
        const int failure = ::posix_spawnp(&pid, arguments[0], &actions_, &attributes_,
                                           arguments.data(), ::environ);
        if (failure != 0) {
            throw Error({.what = fmt::format("cannot run {}", command[0]),
                         .why = std::strerror(failure),
                         .exit = Exit::missing_tool});
        }
        return reap(pid).value_or(0);
    }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

void need_program(const std::vector<std::string>& command) {
    if (find_program(command[0])) return;
    const std::vector<std::string> as_root(command.begin() + 1, command.end());
    if (command[0] == "sudo") {
        throw Error({.what = "only root may install packages",
                     .why = "sudo is not on PATH",
                     .hint = "su -c " + shell_quoted({shell_quoted(as_root)}),
                     .exit = Exit::no_permission});
    }
    throw Error({.what = fmt::format("{} is not on PATH", command[0]), .exit = Exit::missing_tool});
}

}  // namespace

void run_in_foreground(const std::vector<std::vector<std::string>>& commands,
                       const std::function<void(std::string_view)>& announce) {
    for (const auto& command : commands) {
        need_program(command);
        announce(shell_quoted(command));
        const int code = Foreground().run(command);
        check_interrupt();
        if (code == 0) continue;
        throw Error({.what = fmt::format("{} ended with code {}", shell_quoted(command), code),
                     .why = "what it said is above"});
    }
}

}  // namespace perth::cli
