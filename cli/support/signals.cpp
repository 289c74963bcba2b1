#include "cli/support/signals.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>

namespace perth::cli {
namespace {

// A signal handler can reach nothing but globals. Written by the handler and by
// install_signal_handlers(), which is called before the first signal can be noted.
std::atomic<bool> noted{false};
std::atomic<int> read_end{-1};
std::atomic<int> write_end{-1};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void note(int) {
    noted = true;
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(write_end, &byte, 1);
}

void set_action(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;  // no SA_RESTART: a blocking call ends with EINTR and asks
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
    struct sigaction action = {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

}  // namespace

void install_signal_handlers() {
    int ends[2] = {-1, -1};
    if (read_end < 0 && ::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        read_end = ends[0];
        write_end = ends[1];
    }
    set_action(SIGINT, note);
    set_action(SIGTERM, note);
    if (!is_ignored(SIGHUP)) set_action(SIGHUP, note);
    set_action(SIGPIPE, SIG_IGN);
    set_action(SIGXFSZ, SIG_IGN);
}

bool interrupted() noexcept { return noted; }

void check_interrupt() {
    if (noted) throw Interrupted{};
}

int interrupt_fd() noexcept { return read_end; }

KeyboardLent::KeyboardLent() {
    ::sigaction(SIGINT, nullptr, &interrupt_);
    ::sigaction(SIGQUIT, nullptr, &quit_);
    // Not SIG_IGN, which a child would inherit.
    set_action(SIGINT, [](int) {});
    set_action(SIGQUIT, [](int) {});
}

KeyboardLent::~KeyboardLent() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
}

void sleep_for(std::chrono::steady_clock::duration duration) {
    using std::chrono::milliseconds;
    const auto end = std::chrono::steady_clock::now() + duration;
    for (;;) {
        check_interrupt();
        const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= milliseconds{0}) return;
        pollfd polled{interrupt_fd(), POLLIN, 0};
        (void)::poll(&polled, 1, static_cast<int>(std::min(left, milliseconds{60'000}).count()));
    }
}

}  // namespace perth::cli
