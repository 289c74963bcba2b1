#include "cli/agent/micropython_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/agent/micropython_script.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 4096;
constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr std::size_t largest_file = std::size_t{16} << 20;

[[noreturn]] void refuse(std::string what, std::string why, std::string hint) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

/// Why a name is passed over; empty if it is not.
std::string_view reason_to_skip(std::string_view name) {
    if (name.starts_with('.')) return "hidden";
    if (name == "__pycache__" || name.ends_with(".pyc")) return "made by Python";
    if (name == "CVS") return "version control's";
    if (name.ends_with(temporary_suffix)) return "perth's own on a board";
    if (name.ends_with('~')) return "an editor's";
    return {};
}

/// One source folder, walked.
class Walk {
public:
    Walk(const fs::path& folder, std::map<std::string, fs::path>& found, const Trace& trace)
        : folder_(folder), found_(found), trace_(trace) {}

    void run() {
        std::error_code failure;
        if (!fs::is_directory(folder_, failure)) {
            refuse(fmt::format("{} is no folder", folder_.string()),
                   failure ? failure.message() : "", "");
        }
        enter(folder_, "");
    }

private:
    void enter(const fs::path& folder, const std::string& prefix) {
        const fs::path real = fs::canonical(folder);
        if (std::find(open_.begin(), open_.end(), real) != open_.end()) {
            refuse(fmt::format("the link {} leads in a circle", folder.string()),
                   fmt::format("to {}", real.string()), "remove the link");
        }
        open_.push_back(real);
        std::error_code failure;
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            take(*entry, prefix);
        }
        if (failure) {
            throw Error({.what = fmt::format("cannot read folder {}", folder.string()),
                         .why = failure.message(),
                         .exit = failure == std::errc::permission_denied ? Exit::no_permission
                                                                         : Exit::failed});
        }
        open_.pop_back();
    }

    void take(const fs::directory_entry& entry, const std::string& prefix) {
        const std::string name = entry.path().filename().string();
        const std::string_view reason = reason_to_skip(name);
        if (!reason.empty()) return skip(entry.path(), reason);
        check_link(entry);
        const std::string path = prefix + name;
        std::error_code ignored;
        if (entry.is_directory(ignored)) return enter(entry.path(), path + "/");
        if (!entry.is_regular_file(ignored)) return skip(entry.path(), "no file");
        if (!is_sound_path(path)) {
            refuse(fmt::format("the name {} is too long for a board", entry.path().string()), "",
                   "");
        }
        found_[path] = entry.path();
        if (found_.size() > most_files) {
            refuse(fmt::format("more than {} files are to be copied", most_files),
                   fmt::format("the last one is {}", entry.path().string()),
                   "name the folder that has the board's files");
        }
    }

    void check_link(const fs::directory_entry& entry) const {
        std::error_code ignored;
        if (!entry.is_symlink(ignored)) return;
        const fs::path target = fs::read_symlink(entry.path(), ignored);
        if (!fs::exists(entry.path(), ignored)) {
            refuse(fmt::format("the link {} leads nowhere", entry.path().string()),
                   fmt::format("to {}", target.string()), "mend or remove the link");
        }
        if (!is_inside(entry.path(), folder_)) {
            refuse(
                fmt::format("the link {} leads out of {}", entry.path().string(), folder_.string()),
                fmt::format("to {}", target.string()),
                "copy what it leads to, or name that folder, too");
        }
    }

    void skip(const fs::path& path, std::string_view reason) const {
        if (trace_) trace_(fmt::format("skipped {} ({})", path.string(), reason));
    }

    const fs::path& folder_;
    std::map<std::string, fs::path>& found_;
    const Trace& trace_;
    std::vector<fs::path> open_;  // folders that are being walked, links resolved
};

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// A board's file system has one thing at each path, and FAT takes no notice of case.
void check_apart(const std::map<std::string, fs::path>& found) {
    std::map<std::string, const fs::path*> names;
    for (const auto& [path, file] : found) {
        const auto [other, is_new] = names.emplace(lower(path), &file);
        if (is_new) continue;
        refuse(fmt::format("{} and {} differ in case only", other->second->string(), file.string()),
               "a FAT file system takes them for one", "rename one of them");
    }
    for (const auto& [path, file] : found) {
        for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
            const auto other = names.find(lower(path.substr(0, slash)));
            if (other == names.end()) continue;
            refuse(fmt::format("{} is a file, and {} needs a folder of that name",
                               other->second->string(), file.string()),
                   "", "rename one of them");
        }
    }
}

}  // namespace

bool is_sound_path(std::string_view path) {
    if (path.empty() || path.size() > 1024 || path.find('\0') != path.npos) return false;
    for (;;) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
        if (slash == path.size()) return true;
        path.remove_prefix(slash + 1);
    }
}

std::vector<SourceFile> micropython_sources(const std::vector<fs::path>& folders,
                                            const Trace& trace) {
    std::map<std::string, fs::path> found;
    for (const fs::path& folder : folders) Walk(folder, found, trace).run();
    check_apart(found);
    std::vector<SourceFile> files;
    std::size_t total = 0;
    for (const auto& [path, file] : found) {
        const std::string content = read_file(file, largest_file);
        total += content.size();
        if (total > most_bytes) {
            refuse(fmt::format("more than {} MiB are to be copied", most_bytes >> 20),
                   fmt::format("the last file is {}", file.string()), "");
        }
        files.push_back({.path = path, .content = Bytes(content.begin(), content.end())});
    }
    return files;
}

}  // namespace perth::cli
