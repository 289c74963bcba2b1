#include "cli/project/assets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "cli/support/crc32.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t magic = 0x5453'4150;  // "PAST"
constexpr std::uint32_t version = 1;
constexpr std::size_t header_size = 20;
constexpr std::size_t entry_size = 20;
constexpr std::size_t alignment = 4;

[[noreturn]] void refuse(std::string what, std::string why, std::string hint) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

/// Returns whether `path` is `folder` or lies in it; both are canonical.
bool is_within(const fs::path& path, const fs::path& folder) {
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

void check_name(const std::string& name, const fs::path& file) {
    if (name.size() <= longest_asset_name && printable(name) == name) return;
    refuse(fmt::format("{} cannot be an asset", printable(file.string())),
           fmt::format("its name in the image has {} bytes, or characters that are not plain; at "
                       "most {} are possible",
                       name.size(), longest_asset_name),
           "rename it");
}

/// Adds the files below `folder`, whose names begin with `prefix`.
class Collection {
public:
    explicit Collection(std::map<std::string, fs::path>& files) : files_(files) {}

    void add(const AssetFolder& folder) {
        std::error_code failure;
        root_ = fs::canonical(folder.from, failure);
        if (failure || !fs::is_directory(root_, failure)) {
            refuse(fmt::format("there is no folder {} of assets", folder.from.string()),
                   failure ? failure.message() : "it is no folder", "see \"assets\" in perth.json");
        }
        add_below(root_, folder.to.empty() ? "" : folder.to + "/", 0);
    }

private:
    static constexpr unsigned deepest = 32;  // a link may lead back up

    void add_below(const fs::path& folder, const std::string& prefix, unsigned depth) {
        if (depth == deepest) {
            refuse(fmt::format("{} nests too deep for assets", folder.string()),
                   "a link may lead in a circle", "");
        }
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string name = entry.path().filename().string();
            if (name.front() == '.') continue;
            std::error_code failure;
            const fs::path real = fs::canonical(entry.path(), failure);
            if (failure || !is_within(real, root_)) {
                refuse(fmt::format("{} leads out of its folder of assets", entry.path().string()),
                       failure ? failure.message() : fmt::format("to {}", real.string()),
                       "name that folder in \"assets\", too");
            }
            if (fs::is_directory(real)) {
                add_below(entry.path(), prefix + name + "/", depth + 1);
            } else if (fs::is_regular_file(real)) {
                check_name(prefix + name, entry.path());
                files_[prefix + name] = entry.path();
            }
        }
    }

    std::map<std::string, fs::path>& files_;
    fs::path root_;
};

std::string target_path(const Json& json) {
    std::string to = json.string();
    while (!to.empty() && to.back() == '/') to.pop_back();
    while (!to.empty() && to.front() == '/') to.erase(0, 1);
    for (const fs::path& part : fs::path(to)) {
        if (part == ".." || part == ".") json.complain("has a part . or ..");
    }
    if (printable(to) != to) json.complain("has a control character");
    return to;
}

void align(Bytes& bytes) {
    bytes.resize((bytes.size() + alignment - 1) / alignment * alignment, 0);
}

}  // namespace

std::vector<AssetFolder> read_assets(const Json& json, const fs::path& folder) {
    std::vector<AssetFolder> folders;
    for (const Json& entry : json.array()) {
        entry.only_keys({"from", "to"});
        const Json from = entry.at("from");
        if (from.string().empty() || from.string().find('\0') != std::string::npos) {
            from.complain("is no folder");
        }
        const auto to = entry.find("to");
        folders.push_back({.from = (folder / from.string()).lexically_normal(),
                           .to = to ? target_path(*to) : ""});
    }
    return folders;
}

std::vector<AssetFile> asset_files(const std::vector<AssetFolder>& folders) {
    std::map<std::string, fs::path> files;
    Collection collection(files);
    for (const AssetFolder& folder : folders) collection.add(folder);
    std::vector<AssetFile> sorted;
    for (const auto& [name, file] : files) sorted.push_back({name, file});
    return sorted;
}

Bytes pack_assets(const std::vector<AssetFile>& files) {
    Bytes names;
    Bytes contents;
    std::size_t names_size = 0;
    for (const AssetFile& file : files) names_size += file.name.size();
    const std::size_t names_at = header_size + entry_size * files.size();
    const std::size_t contents_at = (names_at + names_size + alignment - 1) / alignment * alignment;

    Bytes index;
    for (const AssetFile& file : files) {
        const std::string text = read_file(file.file);
        const Bytes content(text.begin(), text.end());
        for (const std::size_t number :
             {names_at + names.size(), file.name.size(), contents_at + contents.size(),
              content.size(), std::size_t{crc32_of(content)}}) {
            append_little_endian(index, static_cast<std::uint32_t>(number));
        }
        names.insert(names.end(), file.name.begin(), file.name.end());
        contents.insert(contents.end(), content.begin(), content.end());
        align(contents);
    }
    index.insert(index.end(), names.begin(), names.end());
    align(index);

    Bytes image;
    for (const std::size_t number :
         {std::size_t{magic}, std::size_t{version}, header_size + index.size() + contents.size(),
          files.size(), std::size_t{crc32_of(index)}}) {
        append_little_endian(image, static_cast<std::uint32_t>(number));
    }
    image.insert(image.end(), index.begin(), index.end());
    image.insert(image.end(), contents.begin(), contents.end());
    return image;
}

}  // namespace perth::cli
