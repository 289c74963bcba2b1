// What is to be built, for which board, with what: everything that a build needs to know.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/build/toolchain.hpp"
#include "cli/project/manifest.hpp"

namespace perth::cli {

/// What the command line changes in a build.
struct BuildChoices {
    enum class Kind { as_manifest, release, debug } kind = Kind::as_manifest;
    unsigned jobs = 0;          ///< 0: as many as Ninja finds right
    std::string launcher = {};  ///< empty: the manifest's
    bool verbose = false;       ///< tells every command
};

/// A build, decided. The generated files are functions of this value alone.
struct BuildPlan {
    std::string name;     ///< the project's
    std::string version;  ///< the project's
    Board board;
    Settings settings;              ///< of this board, choices applied
    std::filesystem::path project;  ///< absolute folder of perth.json
    std::filesystem::path runtime;  ///< absolute folder of the runtime's sources
    std::filesystem::path folder;   ///< PROJECT/build/BOARD
    Toolchain toolchain;
    std::filesystem::path launcher;                      ///< compiler launcher, or empty
    std::vector<std::filesystem::path> sources;          ///< the project's and its libraries'
    std::vector<std::filesystem::path> tests;            ///< the project's; may be empty
    std::vector<std::filesystem::path> runtime_sources;  ///< sorted
    std::vector<std::filesystem::path> include;          ///< the project's and its libraries'
    std::vector<std::filesystem::path> libraries;        ///< folders of libraries
    std::vector<AssetFolder> assets;                     ///< libraries', then the project's
    std::uint32_t task_memory = 0;                       ///< bytes, multiple of 8
    bool own_cmake = false;                              ///< the project has a CMakeLists.txt
    unsigned jobs = 0;
    bool verbose = false;

    [[nodiscard]] bool is_host() const { return board.core.empty(); }
    [[nodiscard]] std::filesystem::path gen() const { return folder / "gen"; }
    /// The folder of the CMakeLists.txt.
    [[nodiscard]] std::filesystem::path home() const { return own_cmake ? project : gen(); }
    /// The image of assets, filled up to whole kilobytes; exists if there are any.
    [[nodiscard]] std::filesystem::path assets_file() const { return gen() / "assets.bin"; }
    [[nodiscard]] std::filesystem::path elf() const { return folder / (name + ".elf"); }
    [[nodiscard]] std::filesystem::path test_elf() const {
        return folder / "test" / (name + ".elf");
    }
};

/// Returns a file of the build as Ninja calls it.
[[nodiscard]] inline std::string in_folder(const BuildPlan& plan,
                                           const std::filesystem::path& file) {
    return file.lexically_relative(plan.folder).string();
}

/// Decides a build. `data` is the installed data folder. The folder for the build's cache exists.
///
/// Errors: a compiler or launcher is missing or unfit (Exit::missing_tool); a path that CMake
/// cannot
///         handle (Exit::wrong_use).
[[nodiscard]] BuildPlan make_plan(const Manifest& manifest, const Board& board,
                                  const BuildChoices& choices, const std::filesystem::path& data);

/// Returns the folder that builds for that board go to.
[[nodiscard]] std::filesystem::path build_folder(const std::filesystem::path& project,
                                                 const std::string& board);

}  // namespace perth::cli
