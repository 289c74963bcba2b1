// Ctrl-C as a value that long work asks for, so that every destructor runs before the tool ends.
#pragma once

#include <chrono>
#include <csignal>

namespace perth::cli {

/// Thrown by check_interrupt(); main turns it into exit code 130 without a message.
struct Interrupted {};

/// Installs handlers for SIGINT, SIGTERM and SIGHUP that only take note; ignores SIGPIPE and
/// SIGXFSZ, so that a closed pipe and a full disk are results of write(2). A SIGHUP that is ignored
/// already (nohup) stays so.
void install_signal_handlers();

/// Returns whether one of these signals has come.
[[nodiscard]] bool interrupted() noexcept;

/// Throws `Interrupted` if one has come.
void check_interrupt();

/// Returns a file descriptor that becomes readable when a signal comes, for poll(2); it stays
/// readable. -1, which poll(2) skips, before install_signal_handlers().
[[nodiscard]] int interrupt_fd() noexcept;

/// While it lives, what the keyboard sends (SIGINT, SIGQUIT) is not for us but for a child that has
/// the terminal; children take these signals as the system sets them.
class KeyboardLent {
public:
    KeyboardLent();
    ~KeyboardLent();
    KeyboardLent(const KeyboardLent&) = delete;
    KeyboardLent& operator=(const KeyboardLent&) = delete;

private:
    struct sigaction interrupt_ = {};
    struct sigaction quit_ = {};
};

/// Sleeps; throws `Interrupted` as soon as a signal comes.
void sleep_for(std::chrono::steady_clock::duration duration);

}  // namespace perth::cli
