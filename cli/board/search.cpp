// Finding board definitions by name.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>

#include "cli/board/board.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// $XDG_CONFIG_HOME, else ~/.config, else nothing. A relative one does not count (XDG Base
/// Directory Specification, "Environment variables").
fs::path config_home() {
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    if (config != nullptr && fs::path(config).is_absolute()) return config;
    const char* const home = std::getenv("HOME");
    return home != nullptr && fs::path(home).is_absolute() ? fs::path(home) / ".config"
                                                           : fs::path();
}

}  // namespace

BoardPath board_path(const fs::path& project, const fs::path& data) {
    BoardPath path;
    const auto add = [&path](const fs::path& boards, const fs::path& mcus) {
        path.folders.push_back(boards);
        path.mcu_folders.push_back(mcus);
    };
    if (!project.empty()) add(project / "boards", project / "boards" / "mcu");
    const fs::path config = config_home();
    if (!config.empty()) {
        add(config / "perth" / "boards", config / "perth" / "boards" / "mcu");
    }
    add(data / "board-defs" / "boards", data / "board-defs" / "mcu");
    return path;
}

bool is_board_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

std::vector<std::string> board_names(const BoardPath& path) {
    std::set<std::string> names;
    for (const fs::path& folder : path.folders) {
        std::error_code absent;
        for (auto entry = fs::directory_iterator(folder, absent);
             !absent && entry != fs::directory_iterator(); entry.increment(absent)) {
            const fs::path& file = entry->path();
            const std::string name = file.stem().string();
            if (file.extension() == ".json" && is_board_name(name)) names.insert(name);
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace perth::cli
