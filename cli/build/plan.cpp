#include "cli/build/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "cli/project/library.hpp"
#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t host_task_memory = 1 << 20;
constexpr std::uint32_t least_task_memory = 512;

/// Returns the manifest's task memory, else the board's, else a quarter of RAM.
std::uint32_t task_memory(const Settings& settings, const Board& board) {
    std::uint32_t bytes = settings.task_memory.value_or(board.task_memory);
    if (bytes == 0 && board.core.empty()) bytes = host_task_memory;
    if (bytes == 0) {
        const MemoryRegion* const ram = board.region("ram");
        bytes = std::max(ram == nullptr ? 0 : ram->size / 4, least_task_memory);
    }
    return bytes / 8 * 8 + (bytes % 8 == 0 ? 0 : 8);
}

std::filesystem::path find_launcher(const std::string& wanted) {
    if (wanted == "none") return {};
    if (wanted.empty()) return find_program("ccache").value_or(std::filesystem::path{});
    if (const auto path = find_program(wanted)) return std::filesystem::absolute(*path);
    constexpr std::array known = {"ccache", "sccache", "distcc", "icecc"};
    const bool is_known = std::find(known.begin(), known.end(), wanted) != known.end();
    throw Error({.what = fmt::format("compiler launcher {} not found", wanted),
                 .why = "it is not on PATH, or cannot be run",
                 .hint = is_known ? fmt::format("sudo apt install {}, or --launcher none", wanted)
                                  : "--launcher none",
                 .exit = Exit::missing_tool});
}

std::vector<std::filesystem::path> runtime_sources(const std::filesystem::path& runtime) {
    std::vector<std::filesystem::path> sources;
    std::error_code failure;
    std::filesystem::recursive_directory_iterator file(runtime / "src", failure);
    for (; !failure && file != std::filesystem::recursive_directory_iterator();
         file.increment(failure)) {
        if (file->path().extension() == ".cpp") sources.push_back(file->path());
    }
    std::sort(sources.begin(), sources.end());
    if (!sources.empty() && !failure) return sources;
    throw Error({.what = fmt::format("the runtime in {} is not complete", runtime.string()),
                 .why = failure ? failure.message() : "it has no sources",
                 .hint = "install perth again",
                 .exit = Exit::missing_tool});
}

/// Returns the manifest's sources. A CMakeLists.txt of the project's own may name its files itself.
std::vector<std::filesystem::path> sources(const Manifest& manifest, const BuildPlan& plan) {
    const bool names_none = plan.settings.sources == Settings{}.sources &&
                            !std::filesystem::exists(manifest.folder / "src");
    if (plan.own_cmake && names_none) return {};
    return source_files(manifest, plan.board.name);
}

std::vector<std::filesystem::path> include_folders(const Manifest& manifest,
                                                   const Settings& settings) {
    std::vector<std::filesystem::path> folders;
    for (const std::string& folder : settings.include) {
        folders.push_back((manifest.folder / folder).lexically_normal());
    }
    for (const auto& library : manifest.libraries) {
        for (const std::string& folder : library_settings(library).include) {
            folders.push_back((library / folder).lexically_normal());
        }
    }
    return folders;
}

/// CMake's lists are separated by semicolons, its scripts and Ninja's by lines.
void check_path(const std::filesystem::path& path) {
    const std::string text = path.string();
    const std::size_t at = text.find_first_of(";\n\r\"\\$");
    if (at == std::string::npos) return;
    throw Error({.what = fmt::format("cannot build in {}", text),
                 .why = "CMake cannot handle a path with ; \" \\ $ or a line break in it",
                 .hint = "move or rename the folder",
                 .exit = Exit::wrong_use});
}

Settings chosen_settings(const Manifest& manifest, const Board& board,
                         const BuildChoices& choices) {
    Settings settings = manifest.for_board(board.name);
    if (choices.kind == BuildChoices::Kind::debug) settings.optimize = Optimize::debug;
    if (choices.kind == BuildChoices::Kind::release && settings.optimize == Optimize::debug) {
        settings.optimize = Optimize::size;
    }
    if (!choices.launcher.empty()) settings.compiler_launcher = choices.launcher;
    // The manifest's word goes before the board's; "clang" is also what no word means.
    if (settings.compiler == "clang" && !board.compiler.empty()) settings.compiler = board.compiler;
    return settings;
}

/// GCC leaves out the section that a template's variable is to be in (GCC PR 41091).
void check_log(const BuildPlan& plan) {
    const bool is_gcc = plan.toolchain.compiler.kind == Compiler::Kind::gcc;
    if (plan.settings.log == LogForm::text || !is_gcc) return;
    throw Error({.what = "\"log\": \"deferred\" needs clang",
                 .why = fmt::format("{} puts the strings of templates into the flash",
                                    plan.toolchain.compiler.cxx.string()),
                 .hint = "leave out \"compiler\", or \"log\", in perth.json",
                 .exit = Exit::wrong_use});
}

}  // namespace

std::filesystem::path build_folder(const std::filesystem::path& project, const std::string& board) {
    return project / "build" / board;
}

BuildPlan make_plan(const Manifest& manifest, const Board& board, const BuildChoices& choices,
                    const std::filesystem::path& data) {
    BuildPlan plan;
    plan.name = manifest.name;
    plan.version = manifest.version;
    plan.board = board;
    plan.settings = chosen_settings(manifest, board, choices);
    plan.project = manifest.folder;
    plan.runtime = data / "runtime";
    plan.folder = build_folder(manifest.folder, board.name);
    check_path(plan.folder);
    check_path(plan.runtime);
    plan.launcher = find_launcher(plan.settings.compiler_launcher);
    plan.own_cmake = std::filesystem::exists(manifest.folder / "CMakeLists.txt");
    plan.sources = sources(manifest, plan);
    for (const auto& source : plan.sources) check_path(source);
    plan.tests = test_files(manifest);
    for (const auto& test : plan.tests) check_path(test);
    plan.runtime_sources = runtime_sources(plan.runtime);
    plan.include = include_folders(manifest, plan.settings);
    plan.libraries = manifest.libraries;
    plan.assets = asset_folders(manifest, board.name);
    plan.task_memory = task_memory(plan.settings, board);
    plan.jobs = choices.jobs;
    plan.verbose = choices.verbose;
    plan.toolchain = cached_toolchain(board, plan.settings.compiler, manifest.folder,
                                      plan.gen() / "toolchain.json");
    check_log(plan);
    return plan;
}

}  // namespace perth::cli
