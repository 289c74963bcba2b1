// perth.json: what a project is made of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/project/assets.hpp"

namespace perth::cli {

enum class Optimize { size, speed, debug };
enum class OnPanic { halt, reset };
/// Where the strings of perth::log_info() and the like are: in the flash, or on the host.
enum class LogForm { text, deferred };

/// How `perth monitor` shows a console; what is empty was not given.
struct MonitorSettings {
    std::optional<std::uint32_t> baud = {};
    std::string timestamps = {};            ///< iso, delta or uptime
    std::string eol = {};                   ///< cr, lf or crlf
    std::vector<std::string> filters = {};  ///< expressions; a line that fits one is shown
};

/// What `perth sync --micropython` copies to a board that runs MicroPython.
struct MicroPythonSettings {
    std::vector<std::filesystem::path> sources = {};  ///< absolute folders, a later one wins
    std::string to = "/";                             ///< folder on the board
};

/// A limit in bytes, or in percent of what there is.
struct Budget {
    std::uint64_t bytes = 0;
    std::optional<double> percent = {};  ///< 0…100; then `bytes` means nothing

    /// Returns the limit, `whole` being all that there is; rounded down.
    [[nodiscard]] std::uint64_t bytes_of(std::uint64_t whole) const {
        return percent ? static_cast<std::uint64_t>(static_cast<double>(whole) * *percent / 100)
                       : bytes;
    }
    bool operator==(const Budget&) const = default;
};

/// What a build may take at most; what is empty has no limit.
struct Budgets {
    std::optional<Budget> flash = {};
    std::optional<Budget> ram = {};
    std::optional<Budget> task_frame = {};   ///< the largest; percent of the task memory
    std::optional<Budget> task_frames = {};  ///< all together, each once; likewise
};

/// The settings that `board_overrides` may change for one board.
struct Settings {
    std::string compiler = "clang";  ///< clang, gcc, or a path
    OnPanic on_panic = OnPanic::halt;
    LogForm log = LogForm::text;
    bool agent = true;     ///< whether the firmware answers the tool on its console
    bool profile = false;  ///< whether the firmware counts and times its tasks' turns
    std::filesystem::path agent_key_file = {};  ///< whose content it wants to be shown; or empty
    std::uint32_t trace = 0;  ///< bytes of RAM for the newest events; 0: none are noted
    std::vector<std::string> sources = {"src"};  ///< folders or globs, relative to the project
    std::vector<std::string> include = {};       ///< extra include folders, relative to the project
    std::vector<AssetFolder> assets = {};        ///< packed into the firmware; later ones win
    std::map<std::string, std::string> defines = {};
    std::vector<std::string> cxx_flags = {};
    std::string standard = "c++20";
    Optimize optimize = Optimize::size;
    std::optional<std::uint32_t> task_memory = {};  ///< bytes; nothing: from the board
    std::string compiler_launcher = {};             ///< empty: ccache if installed; "none": none
    MonitorSettings monitor = {};
    Budgets budgets = {};
};

/// A project's manifest, checked.
struct Manifest {
    std::filesystem::path folder;  ///< absolute, holds perth.json
    std::string name;  ///< identifier: a letter, then letters, digits, '_' or '-', at most 64
    std::string version = "0.1.0";  ///< semantic version
    std::string default_board;
    std::vector<std::string> boards;
    std::vector<std::filesystem::path>
        libraries;  ///< absolute folders, dependencies first, each once
    Settings settings;
    std::map<std::string, std::string> devices;  ///< names that people gave to devices' places
    MicroPythonSettings micropython = {};

    /// Returns the settings with the overrides of that board applied.
    [[nodiscard]] Settings for_board(const std::string& board) const;

    std::map<std::string, Settings> overrides;  ///< complete settings of each board named there
};

/// Returns whether `name` may name a project: a letter, then letters, digits, '_' or '-', at most
/// 64 in all.
[[nodiscard]] bool is_project_name(std::string_view name);

/// Returns the nearest folder at or above `start` with a perth.json, or nothing.
[[nodiscard]] std::optional<std::filesystem::path> find_project(const std::filesystem::path& start);

/// Reads and checks FOLDER/perth.json and its libraries' manifests (cycles refused).
[[nodiscard]] Manifest load_manifest(const std::filesystem::path& folder);

/// Returns the source files of the manifest's `sources` for a board, its libraries' included,
/// sorted. A pattern or folder that matches nothing is an `Error`. Hidden folders, and `build` and
/// `test` at the project's root, are not searched.
[[nodiscard]] std::vector<std::filesystem::path> source_files(const Manifest& manifest,
                                                              const std::string& board);

/// Returns the source files in the project's folder `test`, sorted; none if there is no folder.
[[nodiscard]] std::vector<std::filesystem::path> test_files(const Manifest& manifest);

/// Returns the absolute folders of `include` for a board, the libraries' after the project's own.
[[nodiscard]] std::vector<std::filesystem::path> include_folders(const Manifest& manifest,
                                                                 const std::string& board);

}  // namespace perth::cli
