#include "cli/project/scaffold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::error_code& failure) {
    const bool forbidden = failure == std::errc::permission_denied ||
                           failure == std::errc::read_only_file_system ||
                           failure == std::errc::operation_not_permitted;
    throw Error({.what = fmt::format("cannot make {}", path.string()),
                 .why = failure.message(),
                 .exit = forbidden ? Exit::no_permission : Exit::failed});
}

void make_folders(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) fail(folder, failure);
}

void write_files(const fs::path& folder, const std::vector<TemplateFile>& files) {
    for (const TemplateFile& file : files) {
        check_interrupt();
        make_folders((folder / file.path).parent_path());
        write_file(folder / file.path, file.content);
        std::error_code failure;
        if (file.executable) {
            fs::permissions(folder / file.path,
                            fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                            fs::perm_options::add, failure);
        }
    }
}

bool is_real_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() == fs::file_type::directory;
}

/// Moves what was staged into a folder that is there already; undone unless finished.
class Adoption {
public:
    Adoption(fs::path staged, fs::path target)
        : staged_(std::move(staged)), target_(std::move(target)) {}
    ~Adoption() {
        std::error_code ignored;
        for (auto path = moved_.rbegin(); path != moved_.rend(); ++path) {
            fs::rename(target_ / *path, staged_ / *path, ignored);
        }
    }
    Adoption(const Adoption&) = delete;
    Adoption& operator=(const Adoption&) = delete;

    void move(const fs::path& relative, std::vector<fs::path>& kept) {
        for (const auto& entry : fs::directory_iterator(staged_ / relative)) {
            check_interrupt();
            const fs::path path = relative / entry.path().filename();
            std::error_code failure;
            if (fs::symlink_status(target_ / path, failure).type() == fs::file_type::not_found) {
                fs::rename(staged_ / path, target_ / path, failure);
                if (failure) fail(target_ / path, failure);
                moved_.push_back(path);
            } else if (is_real_folder(target_ / path) && is_real_folder(staged_ / path)) {
                move(path, kept);
            } else {
                kept.push_back(path);
            }
        }
    }
    void finish() { moved_.clear(); }

private:
    fs::path staged_;
    fs::path target_;
    std::vector<fs::path> moved_;
};

/// Whether the folder is there; one that may not be used is an `Error`.
bool check_target(const Site& site) {
    std::error_code failure;
    const fs::file_status status = fs::status(site.folder, failure);
    if (status.type() == fs::file_type::not_found) return false;
    if (status.type() != fs::file_type::directory) {
        throw Error({.what = fmt::format("{} is there already", site.folder.string()),
                     .why = "it is not a folder",
                     .exit = Exit::wrong_use});
    }
    const bool is_empty = fs::is_empty(site.folder, failure);
    if (failure) fail(site.folder, failure);
    if (!is_empty && !site.force) {
        throw Error({.what = fmt::format("{} is not empty", site.folder.string()),
                     .hint = "choose another name; --force adds what is missing and keeps what is "
                             "there",
                     .exit = Exit::wrong_use});
    }
    return site.keep_folder || !is_empty;
}

}  // namespace

Scaffolded scaffold(const Site& site, const std::vector<TemplateFile>& files,
                    const std::function<void(const fs::path&)>& prepare) {
    const bool adopts = check_target(site);
    StagedFolder staged(adopts ? site.folder / "new" : site.folder);
    write_files(staged.path(), files);
    prepare(staged.path());
    check_interrupt();
    Scaffolded result;
    if (adopts) {
        Adoption adoption(staged.path(), site.folder);
        adoption.move({}, result.kept);
        adoption.finish();
    } else {
        staged.commit();
    }
    for (const TemplateFile& file : files) {
        const auto& kept = result.kept;
        if (std::find(kept.begin(), kept.end(), file.path) == kept.end()) {
            result.made.push_back(file.path);
        }
    }
    std::sort(result.kept.begin(), result.kept.end());
    return result;
}

}  // namespace perth::cli
