#include "cli/serial/tty_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>

#include "cli/serial/tty_denied.hpp"
#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::serial {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// An attempt to open: the tty, or what is in the way.
struct Attempt {
    Handle tty = {};
    std::optional<Obstacle> obstacle = {};
};

Obstacle obstacle(Error::Parts parts, const std::string& path, Clock::duration worth_waiting = {}) {
    parts.device = path;
    return {.error = Error(std::move(parts)), .worth_waiting = worth_waiting};
}

Attempt failed(Obstacle obstacle) { return {.obstacle = std::move(obstacle)}; }

bool is_modem_manager(const Holder& holder) {
    return fs::path(holder.command.substr(0, holder.command.find(' '))).filename() ==
           "ModemManager";
}

std::string held_by(const Holder& holder) {
    return holder.command.empty()
               ? fmt::format("process {} has it open", holder.pid)
               : fmt::format("process {} has it open: {}", holder.pid, holder.command);
}

Obstacle held_by_modem_manager(const std::string& path, const Holder& holder) {
    return obstacle(
        {.what = fmt::format("{} is in use", path),
         .why = held_by(holder),
         .hint = "keep it off this device: ENV{ID_MM_DEVICE_IGNORE}=\"1\" in a udev rule",
         .fault = Fault::busy},
        path, std::chrono::seconds{5});
}

/// A node that has just appeared gets its permissions a moment later, from udev.
Clock::duration until_udev_is_done(const std::string& path) {
    struct stat node = {};
    if (::stat(path.c_str(), &node) != 0) return {};
    return std::time(nullptr) - node.st_ctime <= 1 ? std::chrono::seconds{1} : Clock::duration{};
}

Obstacle not_opened(const std::string& path, int failure) {
    switch (failure) {
        case EBUSY:
            return held(path, holder_of(path));
        case EACCES:
        case EPERM:
            return obstacle(denied(path), path, until_udev_is_done(path));
        case ENOENT:
        case ENODEV:
        case ENXIO:
            return obstacle({.what = fmt::format("no serial port {}", path),
                             .why = std::strerror(failure),
                             .hint = "perth devices lists those that are attached",
                             .fault = Fault::not_found},
                            path);
        default:
            return obstacle({.what = fmt::format("cannot open {}", path),
                             .why = std::strerror(failure),
                             .fault = Fault::not_found},
                            path);
    }
}

Obstacle no_tty(const std::string& path) {
    return obstacle({.what = fmt::format("{} is not a serial port", path),
                     .hint = "perth devices lists those that are attached",
                     .fault = Fault::bad_input},
                    path);
}

/// TIOCEXCL does not keep root out, so it is asked for.
bool is_exclusive(int fd) {
    int exclusive = 0;
    return ::ioctl(fd, TIOCGEXCL, &exclusive) == 0 && exclusive != 0;
}

Attempt try_to_open(const std::string& path) {
    struct stat node = {};
    if (::stat(path.c_str(), &node) == 0 && !S_ISCHR(node.st_mode)) return failed(no_tty(path));
    if (const auto holder = lock_file_holder(path, "/var/lock")) {
        return failed(held(path, holder));
    }
    Handle tty(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (!tty.is_open()) return failed(not_opened(path, errno));
    if (::isatty(tty.get()) != 1) return failed(no_tty(path));
    if (::flock(tty.get(), LOCK_EX | LOCK_NB) != 0 || is_exclusive(tty.get())) {
        return failed(held(path, holder_of(path)));
    }
    // Some have it open, but not exclusively.
    if (const auto holder = holder_of(path)) return failed(held(path, holder));
    (void)::ioctl(tty.get(), TIOCEXCL);
    return {.tty = std::move(tty)};
}

}  // namespace

Obstacle held(const std::string& path, const std::optional<Holder>& holder) {
    if (holder && is_modem_manager(*holder)) return held_by_modem_manager(path, *holder);
    if (holder) {
        return obstacle({.what = fmt::format("{} is in use", path),
                         .why = held_by(*holder),
                         .hint = "end that program and try again",
                         .fault = Fault::busy},
                        path);
    }
    // Most probably a service of root's: ModemManager lets go after some seconds.
    return obstacle({.what = fmt::format("{} is in use", path),
                     .why = "another process has it open; this user may not see which",
                     .hint = fmt::format("sudo fuser -v {} tells which", path),
                     .fault = Fault::busy},
                    path, std::chrono::seconds{5});
}

std::optional<Holder> lock_file_holder(const std::string& path, const fs::path& folder) {
    std::ifstream file(folder / ("LCK.." + fs::path(path).filename().string()));
    char text[16] = {};  // a process number in ten places, and a new line
    file.read(text, sizeof(text) - 1);
    const char* const begin = text + std::strspn(text, " ");
    pid_t pid = 0;
    (void)std::from_chars(begin, text + file.gcount(), pid);
    const bool is_alive = pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
    if (!is_alive || pid == ::getpid()) return std::nullopt;
    return Holder{.pid = pid, .command = command_of(pid)};
}

Handle open_exclusively(const std::string& path) {
    const auto start = Clock::now();
    for (;;) {
        Attempt attempt = try_to_open(path);
        if (!attempt.obstacle) return std::move(attempt.tty);
        if (Clock::now() - start >= attempt.obstacle->worth_waiting) throw attempt.obstacle->error;
        sleep_for(std::chrono::milliseconds{200});
    }
}

void release_exclusive(int tty) noexcept { (void)::ioctl(tty, TIOCNXCL); }

}  // namespace perth::cli::serial
