// The files that a project is compiled from.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "cli/project/library.hpp"
#include "cli/project/manifest.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array extensions = {".cpp", ".cc", ".cxx", ".c", ".S"};

bool is_source(const fs::path& file) {
    return std::find(extensions.begin(), extensions.end(), file.extension().string()) !=
           extensions.end();
}

bool is_hidden(const fs::path& path) { return path.filename().string().front() == '.'; }

/// Returns a folder's entries; nothing if it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code failure;
    for (auto entry = fs::directory_iterator(folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        found.push_back(entry->path());
    }
    return found;
}

/// A folder to descend into: links are not followed, so there are no endless ways.
bool is_real_folder(const fs::path& path) {
    std::error_code failure;
    return fs::symlink_status(path, failure).type() == fs::file_type::directory;
}

/// Collects the sources that the entries of `sources` mean.
class Search {
public:
    explicit Search(fs::path root) : root_(std::move(root)) {}

    void add(const std::string& entry) {
        std::error_code failure;
        const fs::path path = (root_ / entry).lexically_normal();
        if (fs::is_directory(path, failure)) return add_folder(path);
        if (fs::is_regular_file(path, failure)) return add_file(path);
        std::vector<std::string> parts;
        for (const fs::path& part : path.relative_path()) parts.push_back(part.string());
        match(path.root_path(), parts, 0);
    }
    [[nodiscard]] const std::set<fs::path>& files() const { return files_; }

private:
    void add_file(const fs::path& file) { files_.insert(file); }

    void add_folder(const fs::path& folder) {
        for (const fs::path& path : entries(folder)) {
            std::error_code failure;
            if (is_real_folder(path)) {
                if (may_enter(path)) add_folder(path);
            } else if (is_source(path) && fs::is_regular_file(path, failure)) {
                add_file(path);
            }
        }
    }

    [[nodiscard]] bool may_enter(const fs::path& folder) const {
        return !is_hidden(folder) && folder != root_ / "build" && folder != root_ / "test";
    }

    /// Goes down one part of a pattern at a time; "**" stands for any number of folders.
    void match(const fs::path& folder, const std::vector<std::string>& parts, std::size_t at) {
        if (at == parts.size()) return;
        const std::string& part = parts[at];
        if (part.find_first_of("*?[") == part.npos) return enter(folder / part, parts, at);
        if (part == "**") return match_any_depth(folder, parts, at);
        for (const fs::path& path : entries(folder)) {
            if (::fnmatch(part.c_str(), path.filename().c_str(), FNM_PERIOD) == 0) {
                enter(path, parts, at);
            }
        }
    }

    void match_any_depth(const fs::path& folder, const std::vector<std::string>& parts,
                         std::size_t at) {
        if (at + 1 == parts.size()) return add_folder(folder);
        match(folder, parts, at + 1);
        for (const fs::path& path : entries(folder)) {
            if (is_real_folder(path) && may_enter(path)) match_any_depth(path, parts, at);
        }
    }

    void enter(const fs::path& path, const std::vector<std::string>& parts, std::size_t at) {
        std::error_code failure;
        if (at + 1 < parts.size()) return match(path, parts, at + 1);
        if (fs::is_directory(path, failure)) return add_folder(path);
        if (fs::is_regular_file(path, failure)) add_file(path);
    }

    fs::path root_;
    std::set<fs::path> files_;
};

/// Points at the entry of `sources` that matches nothing.
[[noreturn]] void complain_of_source(const fs::path& folder, const std::string& board,
                                     std::size_t index, const std::string& entry) {
    const Json manifest = Json::read(folder / "perth.json");
    Json place = manifest;
    if (const auto overrides = manifest.find("board_overrides")) {
        if (const auto override = overrides->find(board); override && override->find("sources")) {
            place = *override;
        }
    }
    const auto sources = place.find("sources");
    const bool is_written = sources && index < sources->array().size();
    (is_written ? sources->array()[index] : manifest)
        .complain(fmt::format("no source files in \"{}\"", entry),
                  "sources end in .cpp, .cc, .cxx, .c or .S");
}

void add_sources(const fs::path& folder, const std::vector<std::string>& sources,
                 const std::string& board, std::set<fs::path>& files) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        Search search(folder);
        search.add(sources[i]);
        if (search.files().empty()) complain_of_source(folder, board, i, sources[i]);
        files.insert(search.files().begin(), search.files().end());
    }
}

}  // namespace

std::vector<fs::path> source_files(const Manifest& manifest, const std::string& board) {
    std::set<fs::path> files;
    add_sources(manifest.folder, manifest.for_board(board).sources, board, files);
    for (const fs::path& library : manifest.libraries) {
        add_sources(library, library_settings(library).sources, board, files);
    }
    return {files.begin(), files.end()};
}

std::vector<fs::path> test_files(const Manifest& manifest) {
    Search search(manifest.folder);
    search.add("test");
    return {search.files().begin(), search.files().end()};
}

std::vector<fs::path> include_folders(const Manifest& manifest, const std::string& board) {
    std::vector<fs::path> folders;
    const auto add = [&folders](const fs::path& root, const Settings& settings) {
        for (const std::string& folder : settings.include) {
            folders.push_back((root / folder).lexically_normal());
        }
    };
    add(manifest.folder, manifest.for_board(board));
    for (const fs::path& library : manifest.libraries) add(library, library_settings(library));
    return folders;
}

}  // namespace perth::cli
