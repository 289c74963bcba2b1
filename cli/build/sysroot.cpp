#include "cli/build/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

constexpr const char* gcc = "arm-none-eabi-g++";
constexpr const char* packages =
    "sudo apt install gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib";

[[noreturn]] void missing(const std::string& what, const std::string& why) {
    throw Error({.what = what, .why = why, .hint = packages, .exit = Exit::missing_tool});
}

Finished ask(const ArmCore& core, const std::vector<std::string>& question) {
    std::vector<std::string> args = {gcc};
    for (const std::string& option : core_options(core)) args.push_back(option);
    args.insert(args.end(), question.begin(), question.end());
    return run({.args = args});
}

/// Returns the path that GCC prints for a file of the multilib. It prints the bare name if it has
/// no such file.
std::filesystem::path file_of(const ArmCore& core, const std::string& name) {
    std::string answer = ask(core, {"-print-file-name=" + name}).out;
    answer.erase(std::find(answer.begin(), answer.end(), '\n'), answer.end());
    if (!std::filesystem::path(answer).is_absolute()) {
        missing(fmt::format("the C library for {} is not complete", core.name),
                fmt::format("{} has no {}", gcc, name));
    }
    return std::filesystem::weakly_canonical(answer);
}

/// Returns the folders between "search starts here:" and "End of search list."
std::vector<std::filesystem::path> search_list(std::string_view text) {
    constexpr std::string_view start = "#include <...> search starts here:\n";
    const std::size_t begin = text.find(start);
    const std::size_t end = text.find("End of search list.");
    std::vector<std::filesystem::path> folders;
    if (begin == std::string_view::npos || end == std::string_view::npos) return folders;
    for (std::size_t at = begin + start.size(); at < end;) {
        const std::size_t stop = text.find('\n', at);
        folders.push_back(std::filesystem::weakly_canonical(text.substr(at + 1, stop - at - 1)));
        at = stop + 1;
    }
    return folders;
}

bool has_part(const std::filesystem::path& path, std::string_view part) {
    return std::find(path.begin(), path.end(), part) != path.end();
}

}  // namespace

Sysroot find_sysroot(const ArmCore& core) {
    if (!find_program(gcc)) {
        missing("no C library for firmware found",
                fmt::format("{} is not on PATH; clang borrows its headers and libraries", gcc));
    }
    Sysroot root;
    const auto own =
        file_of(core, "include").parent_path();  // stddef.h and the like: clang's serve
    for (const auto& folder : search_list(ask(core, {"-E", "-v", "-x", "c++", "/dev/null"}).err)) {
        if (folder.parent_path() == own) continue;
        (has_part(folder, "c++") ? root.cxx_include : root.c_include).push_back(folder);
    }
    const auto has_coroutine = [](const std::filesystem::path& folder) {
        return std::filesystem::exists(folder / "coroutine");
    };
    if (std::none_of(root.cxx_include.begin(), root.cxx_include.end(), has_coroutine)) {
        missing("no C++ standard library for firmware found",
                fmt::format("{} finds no <coroutine>", gcc));
    }
    for (const char* const name : {"libc_nano.a", "libm.a", "libgcc.a"}) {
        root.libraries.push_back(file_of(core, name));
    }
    return root;
}

}  // namespace perth::cli
