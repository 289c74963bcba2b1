#include "cli/project/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <system_error>

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Semantic Versioning 2.0.0, "Backus–Naur Form Grammar", without its length.
bool is_version(const std::string& text) {
    static const std::regex form(
        R"((0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)");
    return text.size() <= 64 && std::regex_match(text, form);
}

Json read_library(const fs::path& folder) {
    Json json = Json::read(folder / "perth.json");
    if (json.at("type").one_of({"library", "firmware"}) != 0) {
        json.at("type").complain("is not \"library\"");
    }
    json.only_keys(
        {"$schema", "type", "name", "version", "sources", "include", "libraries", "assets"});
    return json;
}

/// Follows `libraries` depth first. `open` is the way from the project to here.
class Walk {
public:
    void follow(const Json& manifest, const fs::path& folder) {
        const auto libraries = manifest.find("libraries");
        if (!libraries) return;
        open_.push_back(folder);
        for (const Json& entry : libraries->array()) visit(entry, folder);
        open_.pop_back();
    }
    [[nodiscard]] std::vector<fs::path> found() const { return found_; }

private:
    void visit(const Json& entry, const fs::path& from) {
        std::error_code failure;
        const fs::path folder = fs::canonical(from / entry.string(), failure);
        if (failure || !fs::exists(folder / "perth.json", failure)) {
            entry.complain(fmt::format("there is no perth.json in \"{}\"", entry.string()));
        }
        refuse_circle(entry, folder);
        if (std::find(found_.begin(), found_.end(), folder) != found_.end()) return;
        const Json library = read_library(folder);
        std::string name;
        std::string version;
        read_identity(library, name, version);
        follow(library, folder);
        found_.push_back(folder);
    }

    void refuse_circle(const Json& entry, const fs::path& folder) const {
        const auto begin = std::find(open_.begin(), open_.end(), folder);
        if (begin == open_.end()) return;
        std::string circle;
        for (auto step = begin; step != open_.end(); ++step) {
            circle += step->filename().string() + " → ";
        }
        entry.complain(
            fmt::format("libraries form a circle: {}{}", circle, folder.filename().string()));
    }

    std::vector<fs::path> open_;
    std::vector<fs::path> found_;
};

std::vector<std::string> paths(const Json& json) {
    for (const Json& path : json.array()) {
        const std::string& text = path.string();
        if (text.empty()) path.complain("is empty");
        if (text.find('\0') != text.npos) path.complain("has a zero byte");
    }
    return json.strings();
}

}  // namespace

void read_identity(const Json& json, std::string& name, std::string& version) {
    const Json at = json.at("name");
    name = at.string();
    if (!is_project_name(name)) {
        at.complain(fmt::format("\"{}\" is not a project's name", name),
                    "begin with a letter; go on with letters, digits, _ or -, at most 64 in all");
    }
    if (const auto given = json.find("version")) {
        version = given->string();
        if (!is_version(version)) {
            given->complain(fmt::format("\"{}\" is not a semantic version such as 1.2.3", version));
        }
    }
}

void read_paths(const Json& json, const fs::path& folder, Settings& settings) {
    std::error_code absent;
    if (const auto sources = json.find("sources")) {
        if (sources->array().empty()) sources->complain("is empty");
        settings.sources = paths(*sources);
    }
    if (const auto include = json.find("include")) {
        settings.include = paths(*include);
        for (const Json& path : include->array()) {
            if (!fs::is_directory(folder / path.string(), absent)) {
                path.complain(fmt::format("there is no folder \"{}\"", path.string()));
            }
        }
    } else if (fs::is_directory(folder / "include", absent)) {
        settings.include = {"include"};
    }
    if (const auto assets = json.find("assets")) settings.assets = read_assets(*assets, folder);
}

std::vector<fs::path> library_folders(const Json& manifest, const fs::path& folder) {
    std::error_code failure;
    Walk walk;
    walk.follow(manifest, fs::canonical(folder, failure));
    return walk.found();
}

Settings library_settings(const fs::path& folder) {
    Settings settings;
    read_paths(read_library(folder), folder, settings);
    return settings;
}

std::vector<AssetFolder> asset_folders(const Manifest& manifest, const std::string& board) {
    std::vector<AssetFolder> folders;
    for (const auto& library : manifest.libraries) {
        const auto theirs = library_settings(library).assets;
        folders.insert(folders.end(), theirs.begin(), theirs.end());
    }
    const auto own = manifest.for_board(board).assets;
    folders.insert(folders.end(), own.begin(), own.end());
    return folders;
}

}  // namespace perth::cli
