// Runs a piece of a test in a process of its own: for signals, limits, users and terminals, which
// belong to the whole process.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {

constexpr int nobody = 65534;  ///< an ordinary user's and group's number

/// Runs `action` in a child process and returns the exit code that perth would end with: what it
/// returns, Exit::interrupted for `Interrupted`, an `Error`'s code (its text goes to stderr).
/// 128 + signal if a signal ended it.
template <typename Action>
int in_child(const Action& action) {
    std::fflush(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0) {
        int code = 99;
        try {
            code = action();
        } catch (const Interrupted&) {
            code = static_cast<int>(Exit::interrupted);
        } catch (const Error& error) {
            std::fprintf(stderr, "%s\n", error.text().c_str());
            code = static_cast<int>(error.parts().exit);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
        std::fflush(nullptr);
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Makes this process an ordinary user's if it is root's. For use within in_child().
inline bool become_ordinary_user() {
    return ::geteuid() != 0 || (::setgid(nobody) == 0 && ::setuid(nobody) == 0);
}

/// Sends this process SIGINT after `time` (less than a second), and again after each such time. For
/// use within in_child().
inline void interrupt_after(std::chrono::microseconds time) {
    sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGINT;
    timer_t timer = {};
    ::timer_create(CLOCK_MONOTONIC, &event, &timer);
    const timespec period{.tv_sec = 0,
                          .tv_nsec = std::chrono::nanoseconds(time).count() % 1'000'000'000};
    const itimerspec schedule{.it_interval = period, .it_value = period};
    ::timer_settime(timer, 0, &schedule, nullptr);
}

}  // namespace perth::cli
