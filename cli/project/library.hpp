// Libraries: other folders with a perth.json whose sources come along; and what projects and
// libraries have in common.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/project/manifest.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// Reads `name` (required) and `version`.
void read_identity(const Json& json, std::string& name, std::string& version);

/// Reads `sources`, `assets` and `include`; without `include` the folder of that name is taken if
/// present.
void read_paths(const Json& json, const std::filesystem::path& folder, Settings& settings);

/// Returns the folders of the libraries that `manifest` names, theirs before them, each once.
/// A circle, a folder without a manifest and a manifest that is no library's are `Error`s.
[[nodiscard]] std::vector<std::filesystem::path> library_folders(
    const Json& manifest, const std::filesystem::path& folder);

/// Reads a library's sources and include folders.
[[nodiscard]] Settings library_settings(const std::filesystem::path& folder);

/// Returns where the assets of a project come from: its libraries' first, then its own.
[[nodiscard]] std::vector<AssetFolder> asset_folders(const Manifest& manifest,
                                                     const std::string& board);

}  // namespace perth::cli
