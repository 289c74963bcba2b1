#include "cli/support/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <optional>
#include <random>
#include <system_error>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

Exit exit_for(int code) {
    switch (code) {
        case EACCES:
        case EPERM:
        case EROFS:
            return Exit::no_permission;
        case EEXIST:
        case ENOENT:
        case ENOTDIR:
        case ENOTEMPTY:
        case EISDIR:
        case ELOOP:
        case ENAMETOOLONG:
            return Exit::wrong_use;
        default:
            return Exit::failed;
    }
}

[[noreturn]] void fail(std::string_view verb, const fs::path& path, int code) {
    throw Error({.what = fmt::format("cannot {} {}", verb, path.string()),
                 .why = std::strerror(code),
                 .exit = exit_for(code)});
}

// open(2) that lets Ctrl-C end the wait for the other end of a FIFO.
int open_file(const fs::path& file, int flags, mode_t mode = 0) {
    for (;;) {
        const int fd = ::open(file.c_str(), flags | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EINTR) return fd;
        check_interrupt();
    }
}

// Returns 0 or errno.
int write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written > 0) {
            content.remove_prefix(static_cast<std::size_t>(written));
        } else if (written == 0) {
            return ENOSPC;
        } else if (errno != EINTR) {
            return errno;
        } else {
            check_interrupt();
        }
    }
    return 0;
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// A name in `folder` that nobody else is likely to take; the caller creates it exclusively.
fs::path temporary_name(const fs::path& folder) {
    std::random_device random;
    return folder / fmt::format(".perth-{:08x}{:08x}", random(), random());
}

/// A file with a temporary name, removed unless it was renamed.
class TemporaryFile {
public:
    /// Makes it in the folder of `file`, for which it will stand.
    explicit TemporaryFile(const fs::path& file)
        : path_(temporary_name(folder_of(file))),
          handle_(open_file(path_, O_WRONLY | O_CREAT | O_EXCL, 0666)) {
        if (!handle_.is_open()) fail("write", file, errno);
    }
    ~TemporaryFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] int fd() const noexcept { return handle_.get(); }

    // Owner first: chown(2) clears the set-user bits. Giving a file away may be forbidden.
    int take_mode_of(const struct stat& old) {
        const bool same_owner = old.st_uid == ::geteuid() && old.st_gid == ::getegid();
        if (!same_owner && ::fchown(fd(), old.st_uid, old.st_gid) != 0) errno = 0;
        return ::fchmod(fd(), old.st_mode & 07777) == 0 ? 0 : errno;
    }

    int rename_to(const fs::path& file) {
        if (::fsync(fd()) != 0) return errno;
        if (const int error = handle_.close()) return error;
        if (::rename(path_.c_str(), file.c_str()) != 0) return errno;
        path_.clear();
        return 0;
    }

private:
    fs::path path_;
    Handle handle_;
};

// Makes a rename last through a power cut. Not every file system can, and the file is whole.
void sync_folder(const fs::path& folder) {
    const Handle handle(open_file(folder, O_RDONLY | O_DIRECTORY));
    if (handle.is_open()) ::fsync(handle.get());
}

std::optional<struct stat> status_of(const fs::path& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return status;
}

// Follows every symbolic link, also one whose target does not exist. Nothing if they form a circle.
std::optional<fs::path> resolved(const fs::path& path) {
    const fs::path absolute = fs::absolute(path);
    std::list<fs::path> rest(absolute.begin(), absolute.end());
    fs::path result;
    for (int links = 0; !rest.empty();) {
        const fs::path part = rest.front();
        rest.pop_front();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            result = result.parent_path();
            continue;
        }
        std::error_code error;
        const fs::path target = fs::read_symlink(result / part, error);
        if (error) {  // not a link, or not there
            result /= part;
            continue;
        }
        if (++links > 40) return std::nullopt;
        if (target.is_absolute()) result = "/";
        rest.insert(rest.begin(), target.begin(), target.end());
    }
    return result;
}

}  // namespace

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
    const Handle handle(open_file(file, O_RDONLY));
    if (!handle.is_open()) fail("read", file, errno);
    std::string content;
    std::array<char, 65536> piece;
    for (;;) {
        const ssize_t size = ::read(handle.get(), piece.data(), piece.size());
        if (size == 0) return content;
        if (size < 0) {
            if (errno != EINTR) fail("read", file, errno);
            check_interrupt();
            continue;
        }
        content.append(piece.data(), static_cast<std::size_t>(size));
        if (content.size() > limit) {
            throw Error({.what = fmt::format("cannot read {}", file.string()),
                         .why = fmt::format("it is larger than {} bytes", limit),
                         .exit = Exit::wrong_use});
        }
    }
}

/// Devices and pipes are written to as they are: a rename would put a file in their place.
struct StagedFile::Target {
    fs::path named;  ///< as the user wrote it
    fs::path file;   ///< that it leads to
    std::optional<struct stat> old;
    std::optional<TemporaryFile> temporary;
    Handle in_place;

    [[nodiscard]] int fd() const noexcept { return temporary ? temporary->fd() : in_place.get(); }
};

StagedFile::StagedFile(std::filesystem::path file) : target_(std::make_unique<Target>()) {
    std::error_code ignored;
    Target& target = *target_;
    target.file = fs::is_symlink(file, ignored) ? resolved(file).value_or(file) : file;
    target.named = std::move(file);
    target.old = status_of(target.file);
    if (target.old && S_ISDIR(target.old->st_mode)) fail("write", target.named, EISDIR);
    if (target.old && !S_ISREG(target.old->st_mode)) {
        target.in_place = Handle(open_file(target.file, O_WRONLY));
        if (!target.in_place.is_open()) fail("write", target.named, errno);
        return;
    }
    if (target.old && ::faccessat(AT_FDCWD, target.file.c_str(), W_OK, AT_EACCESS) != 0) {
        fail("write", target.named, errno);
    }
    target.temporary.emplace(target.file);
}

StagedFile::~StagedFile() = default;

void StagedFile::write(std::string_view bytes) {
    if (const int error = write_all(target_->fd(), bytes)) fail("write", target_->named, error);
}

void StagedFile::commit() {
    Target& target = *target_;
    int error = 0;
    if (target.temporary) {
        if (target.old) error = target.temporary->take_mode_of(*target.old);
        if (error == 0) error = target.temporary->rename_to(target.file);
    } else {
        error = target.in_place.close();
    }
    if (error != 0) fail("write", target.named, error);
    if (target.temporary) sync_folder(folder_of(target.file));
}

void write_file(const std::filesystem::path& file, std::string_view content) {
    check_interrupt();
    StagedFile staged(file);
    staged.write(content);
    check_interrupt();
    staged.commit();
}

bool write_file_if_changed(const std::filesystem::path& file, std::string_view content) {
    const auto old = status_of(file);
    const bool same_size =
        old && S_ISREG(old->st_mode) && static_cast<std::size_t>(old->st_size) == content.size();
    if (same_size && read_file(file, content.size()) == content) return false;
    write_file(file, content);
    return true;
}

bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto inner = resolved(path);
    const auto outer = resolved(folder);
    if (!inner || !outer) return false;
    auto part = inner->begin();
    for (const auto& expected : *outer) {
        if (part == inner->end() || *part != expected) return false;
        ++part;
    }
    return true;
}

ScratchFolder::ScratchFolder(std::string_view name) {
    const fs::path parent = fs::temp_directory_path();
    std::string path = (parent / (std::string(name) + "-XXXXXX")).string();
    if (mkdtemp(path.data()) == nullptr) {
        throw Error({.what = fmt::format("cannot make a folder in {}", parent.string()),
                     .why = std::generic_category().message(errno)});
    }
    path_ = path;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

StagedFolder::StagedFolder(std::filesystem::path target)
    : target_(resolved(target).value_or(target)), staged_(temporary_name(folder_of(target_))) {
    check_interrupt();
    if (::mkdir(staged_.c_str(), 0777) != 0) fail("make", target, errno);
}

StagedFolder::~StagedFolder() {
    std::error_code ignored;
    if (!staged_.empty()) fs::remove_all(staged_, ignored);
}

void StagedFolder::commit() {
    check_interrupt();
    if (::rename(staged_.c_str(), target_.c_str()) != 0) fail("make", target_, errno);
    staged_.clear();
    sync_folder(folder_of(target_));
}

}  // namespace perth::cli
