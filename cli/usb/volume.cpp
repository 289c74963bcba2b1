#include "cli/usb/volume.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <sstream>
#include <system_error>
#include <tuple>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"
#include "cli/support/process.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::usb {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t attribute_limit = 4096;
constexpr std::size_t mounts_limit = 4 << 20;
constexpr std::size_t text_limit = 64 << 10;  // of the files that drives tell of themselves in
constexpr std::size_t piece_size = 16 << 10;

/// A block device below the USB device.
struct Block {
    std::string name;  // "sdb1"
    bool is_partition = false;
    std::string mounted_at;
};

std::string attribute(const fs::path& file) {
    try {
        std::string text = read_file(file, attribute_limit);
        while (text.ends_with('\n')) text.pop_back();
        return text;
    } catch (const Error&) {
        return {};
    }
}

/// Octal numbers stand for blanks and the like. Source: Linux, proc(5), "mountinfo".
std::string unescaped(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return text[i + at] >= '0' && text[i + at] <= '7';
        };
        if (text[i] == '\\' && i + 3 < text.size() && digit(1) && digit(2) && digit(3)) {
            plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                       (text[i + 3] - '0'));
            i += 3;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/// Returns where each device, "8:17", is mounted.
std::map<std::string, std::string> mounts_in(const std::string& file) {
    std::map<std::string, std::string> found;
    std::string content;
    try {
        content = read_file(file, mounts_limit);
    } catch (const Error&) {
        return found;
    }
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string id, parent, device, root, point;
        words >> id >> parent >> device >> root >> point;
        if (root == "/" && !point.empty()) found.emplace(device, unescaped(point));
    }
    return found;
}

std::vector<Block> blocks_below(const fs::path& device, const std::string& sysfs,
                                const std::string& mounts) {
    std::vector<Block> found;
    const auto mounted = mounts_in(mounts);
    std::error_code none;
    for (fs::directory_iterator at(fs::path(sysfs) / "class/block", none), end; !none && at != end;
         at.increment(none)) {
        std::error_code failure;
        const fs::path where = fs::canonical(at->path(), failure);
        if (failure || !is_inside(where, device)) continue;
        const std::string size = attribute(where / "size");
        if (size.empty() || size == "0") continue;  // no medium
        const auto point = mounted.find(attribute(where / "dev"));
        found.push_back({.name = where.filename(),
                         .is_partition = fs::exists(where / "partition", failure),
                         .mounted_at = point == mounted.end() ? "" : point->second});
    }
    // What is mounted first, then partitions.
    std::sort(found.begin(), found.end(), [](const Block& a, const Block& b) {
        return std::tuple(a.mounted_at.empty(), !a.is_partition, a.name) <
               std::tuple(b.mounted_at.empty(), !b.is_partition, b.name);
    });
    return found;
}

/// udev names links after labels, with "\x20" for a blank, and udisks folders.
std::string label_of(const Block& block, const std::string& dev) {
    std::error_code none;
    for (fs::directory_iterator at(fs::path(dev) / "disk/by-label", none), end; !none && at != end;
         at.increment(none)) {
        std::error_code failure;
        if (fs::read_symlink(at->path(), failure).filename() != block.name) continue;
        std::string label = at->path().filename();
        for (auto blank = label.find("\\x20"); blank != label.npos; blank = label.find("\\x20")) {
            label.replace(blank, 4, " ");
        }
        return label;
    }
    const bool is_by_udisks =
        block.mounted_at.starts_with("/media/") || block.mounted_at.starts_with("/run/media/");
    return is_by_udisks ? fs::path(block.mounted_at).filename().string() : std::string();
}

[[noreturn]] void fail(const std::string& file, int error) {
    const bool is_full = error == ENOSPC;
    throw Error({.what = fmt::format("cannot write {}", file),
                 .why = std::strerror(error),
                 .hint = is_full ? "" : "mount the drive so that you may write to it",
                 .fault = is_full ? Fault::refused : Fault::permission});
}

bool is_loss(int error) {
    return error == EIO || error == ENODEV || error == ENXIO || error == ENOENT || error == ESTALE;
}

class Folder final : public Volume {
public:
    explicit Folder(std::string folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::optional<std::string> read(const std::string& name) override {
        try {
            return read_file(fs::path(folder_) / name, text_limit);
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    // Piece by piece to the device: what the kernel keeps to itself is no progress, and it would
    // sort it.
    [[nodiscard]] Written write(const std::string& name, BytesView content,
                                const std::function<void(std::size_t)>& advance) override {
        const std::string file = fs::path(folder_) / name;
        const Handle handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!handle.is_open()) {
            if (is_loss(errno)) return {.is_lost = true};
            fail(file, errno);
        }
        std::size_t done = 0;
        while (done < content.size()) {
            check_interrupt();
            const auto piece = content.subspan(done, std::min(piece_size, content.size() - done));
            const ssize_t size = ::write(handle.get(), piece.data(), piece.size());
            if (size < 0 && errno == EINTR) continue;
            if (size < 0 && !is_loss(errno)) fail(file, errno);
            if (size < 0 || !reaches_device(handle.get(), done, static_cast<std::size_t>(size))) {
                return {.is_lost = true, .bytes = done};
            }
            advance(done += static_cast<std::size_t>(size));
        }
        const bool is_whole = ::fsync(handle.get()) == 0;
        return {.is_lost = !is_whole, .bytes = done};
    }

private:
    static bool reaches_device(int file, std::size_t at, std::size_t size) {
        constexpr unsigned now =
            SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
        return ::sync_file_range(file, static_cast<off64_t>(at), static_cast<off64_t>(size), now) ==
               0;
    }

    std::string folder_;
};

}  // namespace

std::optional<Drive> find_drive(const Place& place, const std::string& sysfs,
                                const std::string& dev, const std::string& mounts) {
    std::error_code failure;
    const fs::path device =
        fs::canonical(fs::path(sysfs) / "bus/usb/devices" / to_string(place), failure);
    if (failure) return std::nullopt;
    const std::vector<Block> blocks = blocks_below(device, sysfs, mounts);
    if (blocks.empty()) return std::nullopt;
    const Block& first = blocks.front();
    return Drive{.node = dev + "/" + first.name,
                 .label = label_of(first, dev),
                 .mounted_at = first.mounted_at};
}

std::unique_ptr<Volume> open_folder(const std::string& folder) {
    return std::make_unique<Folder>(folder);
}

void mount(const Drive& drive) {
    std::string why = "no udisksctl is here, which could mount it";
    if (find_program("udisksctl")) {
        const Finished done = run({.args = {"udisksctl", "mount", "--no-user-interaction",
                                            "--block-device", drive.node}});
        if (done.exit_code == 0) return;
        why = done.err;
        while (why.ends_with('\n')) why.pop_back();
    }
    throw Error({.what = fmt::format("the drive {} is not mounted", drive.node),
                 .why = std::move(why),
                 .hint = fmt::format("sudo mount -o uid=$(id -u) {} /mnt", drive.node),
                 .fault = Fault::not_found});
}

}  // namespace perth::cli::usb
