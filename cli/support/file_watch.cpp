#include "cli/support/file_watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t changes =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;

/// Editors keep their own files beside: hidden, or with a tilde behind.
bool is_ours(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.back() != '~' && name != "build" &&
           name != "4913" && name != "compile_commands.json";
}

/// Returns whether `fd` became readable; throws at Ctrl-C.
bool wait_for(int fd, int milliseconds) {
    std::array<pollfd, 2> entries{{{fd, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
    ::poll(entries.data(), entries.size(), milliseconds);
    check_interrupt();
    return entries[0].revents != 0;
}

}  // namespace

FileWatch::FileWatch(const std::vector<fs::path>& folders)
    : events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    for (const fs::path& folder : folders) add(folder);
}

void FileWatch::add(const fs::path& folder) {
    const int watch = ::inotify_add_watch(events_.get(), folder.c_str(), changes);
    if (watch < 0) {
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return;
        throw Error({.what = fmt::format("cannot watch {}", folder.string()),
                     .why = std::generic_category().message(errno),
                     .hint = "raise fs.inotify.max_user_watches"});
    }
    folders_[watch] = folder;
    std::error_code failure;
    for (auto entry = fs::directory_iterator(folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const bool is_folder =
            fs::symlink_status(entry->path(), failure).type() == fs::file_type::directory;
        if (is_folder && is_ours(entry->path().filename().string())) add(entry->path());
    }
}

/// Returns whether any of them matters.
bool FileWatch::take_events() {
    alignas(inotify_event) std::array<char, 8192> buffer;
    bool matters = false;
    for (;;) {
        const ssize_t size = ::read(events_.get(), buffer.data(), buffer.size());
        if (size <= 0) return matters;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event;
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* const name = buffer.data() + at + sizeof event;
            at += sizeof event + event.len;
            if ((event.mask & IN_Q_OVERFLOW) != 0) matters = true;
            if (event.len == 0 || !is_ours(name)) continue;
            const bool is_new_file = (event.mask & (IN_CREATE | IN_ISDIR)) == IN_CREATE;
            matters = matters || !is_new_file;  // it matters as soon as it is written
            const auto folder = folders_.find(event.wd);
            if ((event.mask & IN_ISDIR) != 0 && folder != folders_.end()) {
                add(folder->second / name);
            }
        }
    }
}

void FileWatch::wait(std::chrono::milliseconds quiet) {
    do {
        (void)wait_for(events_.get(), -1);
    } while (!take_events());
    while (wait_for(events_.get(), static_cast<int>(quiet.count()))) (void)take_events();
}

}  // namespace perth::cli
