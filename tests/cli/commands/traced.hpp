// A program stopped at its n-th system call to be interrupted there.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace perth::cli {

/// How an interrupted program ended.
struct Interruption {
    bool possible = true;  ///< false: this system lets nobody trace
    bool happened = true;  ///< false: the program ended before its n-th system call
    int exit_code = 0;     ///< 128 + signal if a signal ended it
};

/// Runs a program in `folder`, its streams dropped, and sends it SIGINT when it enters or leaves a
/// system call for the n-th time (from 1).
inline Interruption interrupt_at(long n, std::vector<std::string> arguments,
                                 const std::filesystem::path& folder) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        std::vector<char*> raw;
        for (std::string& argument : arguments) raw.push_back(argument.data());
        raw.push_back(nullptr);
        const int null = ::open("/dev/null", O_RDWR);
        for (const int fd : {0, 1, 2}) ::dup2(null, fd);
        if (::chdir(folder.c_str()) != 0 || ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
            ::_exit(98);
        }
        ::execv(raw[0], raw.data());
        ::_exit(99);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);  // stopped by execv
    if (!WIFSTOPPED(status)) return {.possible = false};
    for (long step = 0; step < n && WIFSTOPPED(status); ++step) {
        ::ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr);
        ::waitpid(pid, &status, 0);
    }
    const bool happened = WIFSTOPPED(status);
    if (happened) {
        ::ptrace(PTRACE_DETACH, pid, nullptr, reinterpret_cast<void*>(SIGINT));
        ::waitpid(pid, &status, 0);
    }
    return {.happened = happened,
            .exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)};
}

}  // namespace perth::cli
