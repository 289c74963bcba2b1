#include "cli/build/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "cli/build/plan.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* marker = ".perth-build";
constexpr const char* compile_commands = "compile_commands.json";

bool is_ours(const fs::path& folder) { return fs::is_regular_file(folder / marker); }

void refuse_link(const fs::path& path) {
    if (!fs::is_symlink(fs::symlink_status(path))) return;
    throw Error({.what = fmt::format("{} is a symbolic link", path.string()),
                 .why = "perth builds in folders of its own and removes them again",
                 .hint = "remove the link",
                 .exit = Exit::wrong_use});
}

void make(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!failure) return;
    const bool forbidden =
        failure == std::errc::permission_denied || failure == std::errc::read_only_file_system;
    throw Error({.what = fmt::format("cannot make the folder {}", folder.string()),
                 .why = failure.message(),
                 .exit = forbidden ? Exit::no_permission : Exit::failed});
}

Handle open_lock(const fs::path& folder) {
    const fs::path file = folder / marker;
    Handle lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (lock.is_open()) return lock;
    throw Error({.what = fmt::format("cannot write to {}", folder.string()),
                 .why = std::strerror(errno),
                 .exit = errno == EACCES || errno == EROFS ? Exit::no_permission : Exit::failed});
}

/// Waits for the lock; Ctrl-C ends the waiting.
void take(int lock, const std::function<void()>& on_wait) {
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return;
    on_wait();
    while (::flock(lock, LOCK_EX) != 0) {
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "flock");
        check_interrupt();
    }
}

/// Removes PROJECT/compile_commands.json if it is a link that leads nowhere any more.
void remove_dead_link(const fs::path& project) {
    const fs::path link = project / compile_commands;
    if (fs::is_symlink(fs::symlink_status(link)) && !fs::exists(link)) fs::remove(link);
}

}  // namespace

BuildFolder::BuildFolder(const fs::path& project, const std::string& board,
                         const std::function<void()>& on_wait)
    : path_(build_folder(project, board)) {
    refuse_link(path_.parent_path());
    refuse_link(path_);
    if (fs::exists(path_) && !fs::is_empty(path_) && !is_ours(path_)) {
        throw Error({.what = fmt::format("{} was not made by perth", path_.string()),
                     .why = "builds for this board would go there",
                     .hint = "move it away",
                     .exit = Exit::wrong_use});
    }
    make(path_);
    lock_ = open_lock(path_);
    take(lock_.get(), on_wait);
    make(path_ / "gen");
}

std::vector<std::string> built_boards(const fs::path& project) {
    std::vector<std::string> boards;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(project / "build", failure)) {
        if (is_ours(entry.path())) boards.push_back(entry.path().filename().string());
    }
    std::sort(boards.begin(), boards.end());
    return boards;
}

bool remove_build(const fs::path& project, const std::string& board) {
    if (fs::path(board).filename() != board || board == "." || board == "..") {
        throw Error({.what = fmt::format("{} is no board's name", board), .exit = Exit::wrong_use});
    }
    const fs::path folder = build_folder(project, board);
    refuse_link(folder.parent_path());
    refuse_link(folder);
    if (!fs::exists(folder)) return false;
    if (!is_ours(folder)) {
        throw Error({.what = fmt::format("{} was not made by perth build", folder.string()),
                     .why = fmt::format("it has no {} file", marker),
                     .exit = Exit::wrong_use});
    }
    const Handle lock = open_lock(folder);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        throw Error({.what = fmt::format("another perth builds in {}", folder.string()),
                     .hint = "wait until it is done"});
    }
    fs::remove_all(folder);
    std::error_code not_empty;
    fs::remove(folder.parent_path(), not_empty);
    remove_dead_link(project);
    return true;
}

}  // namespace perth::cli
