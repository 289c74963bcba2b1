// A new project's folder: it appears whole or not at all, and nothing that was there is lost.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/project/template.hpp"

namespace perth::cli {

/// Where and how a project is made.
struct Site {
    std::filesystem::path folder;  ///< its parent must exist
    bool keep_folder = false;      ///< do not replace the folder itself: someone works in it
    bool force = false;            ///< go into a folder that is not empty
};

/// What was done.
struct Scaffolded {
    std::vector<std::filesystem::path> made;  ///< relative to the folder, sorted
    std::vector<std::filesystem::path> kept;  ///< were there already and were left alone
};

/// Makes the project. `prepare` is called with the staged folder before it appears. A folder that
/// is not empty is an `Error` (Exit::wrong_use) unless `force`; files that are there stay as they
/// are. On failure and on Ctrl-C everything is as it was.
Scaffolded scaffold(const Site& site, const std::vector<TemplateFile>& files,
                    const std::function<void(const std::filesystem::path&)>& prepare);

}  // namespace perth::cli
