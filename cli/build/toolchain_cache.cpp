// A toolchain as a file, so that a build that has nothing to do asks no compiler who it is.
#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <system_error>

#include "cli/build/toolchain.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

/// Returns path, size and time of a program: what changes when it is replaced.
std::string stamp(const std::filesystem::path& file) {
    std::error_code failure;
    const auto size = std::filesystem::file_size(file, failure);
    if (failure) return file.string() + " missing";
    const auto time = std::filesystem::last_write_time(file, failure);
    return fmt::format("{} {} {}", file.string(), size, time.time_since_epoch().count());
}

std::string stamps(const Toolchain& tools) {
    std::string text = stamp(tools.compiler.cxx) + "\n" + stamp(tools.archiver);
    if (!tools.objcopy.empty()) text += "\n" + stamp(tools.objcopy);
    for (const auto& library : tools.sysroot.libraries) text += "\n" + stamp(library);
    return text;
}

std::string question(const Board& board, const std::string& compiler,
                     const std::filesystem::path& project) {
    const char* const path = std::getenv("PATH");
    return fmt::format("perth {}\n{}\n{}\n{}\n{}", PERTH_VERSION, board.core, compiler,
                       project.string(), path == nullptr ? "" : path);
}

std::string list_text(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::string> texts;
    for (const auto& path : paths) texts.push_back(path.string());
    return json_strings(texts);
}

std::vector<std::filesystem::path> list_of(const Json& list) {
    const auto texts = list.strings();
    return {texts.begin(), texts.end()};
}

void save(const Toolchain& tools, const std::string& asked, const std::filesystem::path& cache) {
    const bool is_clang = tools.compiler.kind == Compiler::Kind::clang;
    write_file(cache, json_object({{"question", json_string(asked)},
                                   {"stamps", json_string(stamps(tools))},
                                   {"kind", json_string(is_clang ? "clang" : "gcc")},
                                   {"cxx", json_string(tools.compiler.cxx.string())},
                                   {"version", json_string(tools.compiler.version)},
                                   {"c", json_string(tools.c.string())},
                                   {"archiver", json_string(tools.archiver.string())},
                                   {"objcopy", json_string(tools.objcopy.string())},
                                   {"cxx_include", list_text(tools.sysroot.cxx_include)},
                                   {"c_include", list_text(tools.sysroot.c_include)},
                                   {"libraries", list_text(tools.sysroot.libraries)}}) +
                          "\n");
}

Toolchain from_json(const Json& json, const std::string& core) {
    const bool is_clang = json.at("kind").one_of({"clang", "gcc"}) == 0;
    return {.compiler = {.kind = is_clang ? Compiler::Kind::clang : Compiler::Kind::gcc,
                         .cxx = json.at("cxx").string(),
                         .version = json.at("version").string()},
            .core = core,
            .c = json.at("c").string(),
            .archiver = json.at("archiver").string(),
            .objcopy = json.at("objcopy").string(),
            .sysroot = {.cxx_include = list_of(json.at("cxx_include")),
                        .c_include = list_of(json.at("c_include")),
                        .libraries = list_of(json.at("libraries"))}};
}

/// Returns the cached answer; nothing if there is none for this question, or it is out of date.
std::optional<Toolchain> recall(const std::filesystem::path& cache, const std::string& asked,
                                const std::string& core) {
    if (!std::filesystem::exists(cache)) return std::nullopt;
    try {
        const Json json = Json::read(cache);
        if (json.at("question").string() != asked) return std::nullopt;
        Toolchain tools = from_json(json, core);
        if (json.at("stamps").string() != stamps(tools)) return std::nullopt;
        return tools;
    } catch (const Error&) {  // a damaged cache is no cache
        return std::nullopt;
    }
}

}  // namespace

Toolchain cached_toolchain(const Board& board, const std::string& compiler,
                           const std::filesystem::path& project,
                           const std::filesystem::path& cache) {
    const std::string asked = question(board, compiler, project);
    if (auto known = recall(cache, asked, board.core)) return *std::move(known);
    Toolchain tools = find_toolchain(board, compiler, project);
    save(tools, asked, cache);
    return tools;
}

}  // namespace perth::cli
