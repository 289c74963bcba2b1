#include "cli/build/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

constexpr int oldest_clang = 17;
constexpr const char* install_clang = "sudo apt install clang-19 lld-19 llvm-19";

/// Returns every "#define NAME VALUE" of the preprocessor's answer.
std::map<std::string, std::string> macros(std::string_view text) {
    constexpr std::string_view start = "#define ";
    std::map<std::string, std::string> found;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.substr(0, start.size()) != start) continue;
        const std::string_view rest = line.substr(start.size());
        const std::size_t space = std::min(rest.find(' '), rest.size());
        found[std::string(rest.substr(0, space))] = rest.substr(std::min(space + 1, rest.size()));
    }
    return found;
}

std::string joined(const std::map<std::string, std::string>& found,
                   const std::array<const char*, 3>& names) {
    std::string version;
    for (const char* const name : names) {
        const auto macro = found.find(name);
        if (macro == found.end()) return {};
        version += (version.empty() ? "" : ".") + macro->second;
    }
    return version;
}

int number_at(const std::string& version, std::size_t place) {
    std::size_t begin = 0;
    for (; place > 0; --place) begin = std::min(version.find('.', begin), version.size() - 1) + 1;
    int number = 0;
    std::from_chars(version.data() + begin, version.data() + version.size(), number);
    return number;
}

bool is_new_enough(const Compiler& compiler) {
    const int major = number_at(compiler.version, 0);
    if (compiler.kind == Compiler::Kind::clang) return major >= oldest_clang;
    return major > 12 || (major == 12 && number_at(compiler.version, 1) >= 3);
}

[[noreturn]] void refuse(const Compiler& compiler) {
    if (compiler.kind == Compiler::Kind::clang) {
        throw Error({.what = fmt::format("{} is too old", compiler.title()),
                     .why = fmt::format("{}; coroutines need clang {} or later",
                                        compiler.cxx.string(), oldest_clang),
                     .hint = install_clang,
                     .exit = Exit::missing_tool});
    }
    throw Error(
        {.what = fmt::format("{} miscompiles coroutines", compiler.title()),
         .why = fmt::format("{}; before GCC 12.3 the body of a coroutine without a local variable "
                            "is skipped (GCC PR 106188)",
                            compiler.cxx.string()),
         .hint = fmt::format("{}, and set \"compiler\": \"clang\" in perth.json; or install GCC "
                             "12.3 or later",
                             install_clang),
         .exit = Exit::missing_tool});
}

/// Returns the first of the programs that is new enough; else complains about the best one found.
Compiler first_good(const std::vector<std::string>& programs, Compiler::Kind kind,
                    const std::string& package) {
    std::optional<Compiler> refused;
    std::string looked_for;
    for (const std::string& program : programs) {
        looked_for += (looked_for.empty() ? "" : ", ") + program;
        const auto path = find_program(program);
        const auto compiler =
            path ? identify_compiler(std::filesystem::absolute(*path)) : std::nullopt;
        if (!compiler || compiler->kind != kind) continue;
        if (is_new_enough(*compiler)) return *compiler;
        if (!refused) refused = compiler;
    }
    if (refused) refuse(*refused);
    throw Error({.what = kind == Compiler::Kind::clang
                             ? fmt::format("no clang {} or later found", oldest_clang)
                             : "no GCC 12.3 or later found",
                 .why = fmt::format("looked for {} on PATH", looked_for),
                 .hint = package,
                 .exit = Exit::missing_tool});
}

Compiler named(const std::string& setting, const std::filesystem::path& project) {
    const bool is_path = setting.find('/') != std::string::npos;
    const auto path = find_program(is_path ? (project / setting).string() : setting);
    if (!path) {
        throw Error({.what = fmt::format("compiler {} not found", setting),
                     .why = "perth.json or the board definition names it as \"compiler\"",
                     .hint = fmt::format("{}, and set \"compiler\": \"clang\"", install_clang),
                     .exit = Exit::missing_tool});
    }
    const auto compiler = identify_compiler(std::filesystem::absolute(*path));
    if (!compiler) {
        throw Error({.what = fmt::format("{} is no C++ compiler that perth knows", path->string()),
                     .why = "it does not answer to -dM -E -x c++ /dev/null as clang and GCC do",
                     .hint = fmt::format("{}, and set \"compiler\": \"clang\"", install_clang),
                     .exit = Exit::missing_tool});
    }
    if (!is_new_enough(*compiler)) refuse(*compiler);
    return *compiler;
}

}  // namespace

std::string Compiler::title() const { return (kind == Kind::clang ? "clang " : "GCC ") + version; }

std::optional<Compiler> identify_compiler(const std::filesystem::path& cxx) {
    const Finished answer = run({.args = {cxx.string(), "-dM", "-E", "-x", "c++", "/dev/null"}});
    if (answer.exit_code != 0) return std::nullopt;
    const auto found = macros(answer.out);
    if (const auto version =
            joined(found, {"__clang_major__", "__clang_minor__", "__clang_patchlevel__"});
        !version.empty()) {
        return Compiler{.kind = Compiler::Kind::clang, .cxx = cxx, .version = version};
    }
    const auto version = joined(found, {"__GNUC__", "__GNUC_MINOR__", "__GNUC_PATCHLEVEL__"});
    if (version.empty()) return std::nullopt;
    return Compiler{.kind = Compiler::Kind::gcc, .cxx = cxx, .version = version};
}

Compiler choose_compiler(const std::string& setting, bool cross,
                         const std::filesystem::path& project) {
    if (setting == "clang") {
        // 19 is what the tests use, so it comes first.
        return first_good(
            {"clang++-19", "clang++-20", "clang++-21", "clang++-18", "clang++-17", "clang++"},
            Compiler::Kind::clang, install_clang);
    }
    if (setting == "gcc" && cross) {
        return first_good({"arm-none-eabi-g++"}, Compiler::Kind::gcc,
                          "install an arm-none-eabi GCC 12.3 or later, or set \"compiler\": "
                          "\"clang\" in perth.json");
    }
    if (setting == "gcc") {
        return first_good(
            {"g++", "g++-15", "g++-14", "g++-13"}, Compiler::Kind::gcc,
            "install GCC 12.3 or later, or set \"compiler\": \"clang\" in perth.json");
    }
    return named(setting, project);
}

}  // namespace perth::cli
