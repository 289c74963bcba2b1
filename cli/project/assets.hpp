// The files that a project packs into its firmware.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {

/// An entry of the manifest's `assets`.
struct AssetFolder {
    std::filesystem::path from;  ///< absolute
    std::string to;              ///< "" or a path without slashes at its ends

    bool operator==(const AssetFolder&) const = default;
};

/// A file of the image.
struct AssetFile {
    std::string name;  ///< "fonts/small.bin"
    std::filesystem::path file;

    bool operator==(const AssetFile&) const = default;
};

/// Bytes of a name at most.
inline constexpr std::size_t longest_asset_name = 255;

/// Reads `assets` of the manifest in `folder`.
[[nodiscard]] std::vector<AssetFolder> read_assets(const Json& json,
                                                   const std::filesystem::path& folder);

/// Returns the files below the folders, sorted by name; of two with one name the later folder's.
/// Hidden files are left out. Links may lead anywhere within their folder.
///
/// Errors: a folder that is not there, a link out of it, a name that is too long or has other than
/// plain characters (Exit::wrong_use).
[[nodiscard]] std::vector<AssetFile> asset_files(const std::vector<AssetFolder>& folders);

/// Returns the image; see runtime/include/perth/io/assets.hpp. The same files make the same bytes.
[[nodiscard]] Bytes pack_assets(const std::vector<AssetFile>& files);

}  // namespace perth::cli
