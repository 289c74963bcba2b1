// Running other programs: arguments as a list (never a shell), output captured or passed on.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

struct Command {
    std::vector<std::string> args;                        ///< args[0] is a program name or path
    std::filesystem::path folder = {};                    ///< working folder; empty: this one
    std::map<std::string, std::string> environment = {};  ///< added to ours
    std::string input = {};                               ///< sent to stdin, then closed
};

struct Finished {
    int exit_code = 0;     ///< 128 + signal if a signal ended it
    std::string out = {};  ///< stdout, if captured
    std::string err = {};  ///< stderr, if captured
};

/// Returns where `program` is found on PATH (or the path itself if it has a slash and can be run).
[[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view program);

/// Runs to the end and captures both streams. `on_output` is called with each piece as it comes
/// (both streams). A missing program is an `Error` (Exit::missing_tool). Ctrl-C ends the child's
/// whole process group, then throws `Interrupted`.
Finished run(const Command& command, const std::function<void(std::string_view)>& on_output = {});

/// A child that runs beside us; the destructor ends it (SIGTERM, then SIGKILL after a second).
class Child {
public:
    /// Starts the program in a process group of its own; stdin is `input` (a file descriptor) or
    /// /dev/null if it is -1, stdout and stderr go to `log` or are dropped if it is -1. Descriptors
    /// that are not close-on-exec are there in the program, too.
    Child(const Command& command, int log, int input = -1);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    /// Returns the exit code (128 + signal) if it has ended, without waiting.
    [[nodiscard]] std::optional<int> poll();
    /// Waits for the end.
    int wait();
    /// Ends it and all its children.
    void terminate();

private:
    pid_t pid_ = -1;
    std::optional<int> exit_code_;
};

/// Returns the command as it could be typed into a shell, for --verbose and messages.
[[nodiscard]] std::string shell_quoted(const std::vector<std::string>& args);

}  // namespace perth::cli
