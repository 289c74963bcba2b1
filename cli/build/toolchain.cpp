#include "cli/build/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

std::filesystem::path needed_program(const Compiler& compiler, const std::string& name) {
    if (const auto path = program_of(compiler, name)) return *path;
    const std::string major = compiler.version.substr(0, compiler.version.find('.'));
    const std::string package = compiler.kind == Compiler::Kind::gcc ? "binutils"
                                : name == "ld.lld"                   ? "lld-" + major
                                                                     : "llvm-" + major;
    throw Error(
        {.what = fmt::format("{} not found", name),
         .why = fmt::format("it belongs to {} ({})", compiler.title(), compiler.cxx.string()),
         .hint = "sudo apt install " + package,
         .exit = Exit::missing_tool});
}

/// Returns the C compiler beside a C++ compiler: clang-19 for clang++-19, gcc for g++.
std::filesystem::path c_compiler(const std::filesystem::path& cxx) {
    std::string name = cxx.filename().string();
    for (const auto& [plus, plain] :
         {std::pair{"clang++", "clang"}, {"g++", "gcc"}, {"c++", "cc"}}) {
        const std::size_t at = name.find(plus);
        if (at == std::string::npos) continue;
        name.replace(at, std::string_view(plus).size(), plain);
        break;
    }
    const auto path = cxx.parent_path() / name;
    return std::filesystem::exists(path) ? path : cxx;
}

}  // namespace

std::optional<std::filesystem::path> program_of(const Compiler& compiler, const std::string& name) {
    // It prints the bare name of a program that it does not have.
    std::string answer = run({.args = {compiler.cxx.string(), "-print-prog-name=" + name}}).out;
    answer.erase(std::find(answer.begin(), answer.end(), '\n'), answer.end());
    const auto path = answer.empty() ? std::nullopt : find_program(answer);
    return path ? std::optional(std::filesystem::absolute(*path)) : std::nullopt;
}

Toolchain find_toolchain(const Board& board, const std::string& compiler,
                         const std::filesystem::path& project) {
    const bool cross = !board.core.empty();
    Toolchain tools;
    tools.compiler = choose_compiler(compiler, cross, project);
    tools.core = board.core;
    const bool is_clang = tools.compiler.kind == Compiler::Kind::clang;
    if (is_clang || !cross) probe_compiler(tools.compiler);
    tools.c = c_compiler(tools.compiler.cxx);
    tools.archiver = needed_program(tools.compiler, cross && is_clang ? "llvm-ar" : "ar");
    if (!cross) return tools;

    tools.objcopy = needed_program(tools.compiler, is_clang ? "llvm-objcopy" : "objcopy");
    if (is_clang) {
        needed_program(tools.compiler, "ld.lld");
        tools.sysroot = find_sysroot(arm_core(board.core));
    }
    return tools;
}

}  // namespace perth::cli
