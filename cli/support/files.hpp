// Files that are never seen half-written, folders that appear whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace perth::cli {

/// Returns the whole file; more than `limit` bytes, or a failure to read, is an `Error`.
[[nodiscard]] std::string read_file(const std::filesystem::path& file,
                                    std::size_t limit = std::size_t{64} << 20);

/// Writes a temporary file beside `file` and renames it over it. On any failure `file` is as it
/// was, nothing is left behind, and the `Error` says why: disk full is Exit::failed, read-only or
/// forbidden is Exit::no_permission.
void write_file(const std::filesystem::path& file, std::string_view content);

/// As write_file(), but leaves a file alone that already has this content (its time included).
/// Returns whether it wrote.
bool write_file_if_changed(const std::filesystem::path& file, std::string_view content);

/// A file that is written in pieces, as write_file() writes one at once.
class StagedFile {
public:
    /// Opens the temporary file, so that what forbids writing is found before the work is done.
    explicit StagedFile(std::filesystem::path file);
    /// Leaves nothing behind unless it was committed.
    ~StagedFile();
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    void write(std::string_view bytes);
    /// Renames it to its name.
    void commit();

private:
    struct Target;
    std::unique_ptr<Target> target_;
};

/// Returns whether `path`, once symbolic links and ".." are resolved, is `folder` or inside it.
/// Parts that do not exist yet are taken literally.
[[nodiscard]] bool is_inside(const std::filesystem::path& path,
                             const std::filesystem::path& folder);

/// A folder under the system's temporary one that goes with the object.
class ScratchFolder {
public:
    /// `name` is the beginning of the folder's name.
    explicit ScratchFolder(std::string_view name);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// A new folder beside its final place, removed by the destructor unless it was committed.
class StagedFolder {
public:
    /// Makes an empty temporary folder in the parent of `target` (which must exist).
    explicit StagedFolder(std::filesystem::path target);
    ~StagedFolder();
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return staged_; }
    /// Renames the folder to its target. The target must not exist or be an empty folder.
    void commit();

private:
    std::filesystem::path target_;
    std::filesystem::path staged_;
};

}  // namespace perth::cli
