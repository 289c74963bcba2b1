#include "cli/build/cmake.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/build/ninja_output.hpp"
#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

std::filesystem::path needed(const char* program, const char* package) {
    if (const auto path = find_program(program)) return std::filesystem::absolute(*path);
    throw Error({.what = fmt::format("{} not found", program),
                 .why = "perth build needs CMake 3.25 or later, and Ninja",
                 .hint = fmt::format("sudo apt install {}", package),
                 .exit = Exit::missing_tool});
}

std::string without_last_newlines(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace

void configure(const BuildPlan& plan, const BuildListener& listener) {
    const auto cmake = needed("cmake", "cmake");
    const auto ninja = needed("ninja", "ninja-build");
    const Command command{
        .args = {cmake.string(), "-G", "Ninja", "-S", plan.home().string(), "-B",
                 plan.folder.string(), "--toolchain", (plan.gen() / "toolchain.cmake").string(),
                 "-DCMAKE_MAKE_PROGRAM=" + ninja.string(), "-Wno-dev"},
        .folder = plan.folder,
        // The plan alone decides: what the user's shell sets for other builds is not looked at.
        .environment = {{"CFLAGS", ""}, {"CXXFLAGS", ""}, {"ASMFLAGS", ""}, {"LDFLAGS", ""}}};
    listener.trace(shell_quoted(command.args));
    const Finished finished = run(command);
    if (finished.exit_code == 0) return;
    std::filesystem::remove(plan.folder / "build.ninja");
    throw Error(
        {.what = fmt::format("CMake cannot configure {} for {}", plan.name, plan.board.name),
         .why = without_last_newlines(finished.err)});
}

NinjaResult run_ninja(const BuildPlan& plan, const std::string& target,
                      const BuildListener& listener) {
    // A user's base_dir or hash_dir = false would hand objects on whose paths are another folder's.
    Command command{.args = {needed("ninja", "ninja-build").string()},
                    .folder = plan.folder,
                    .environment = {{"CCACHE_BASEDIR", ""},
                                    {"CCACHE_HASHDIR", "true"},
                                    {"NINJA_STATUS", NinjaOutput::status},
                                    {"CLICOLOR_FORCE", listener.colors ? "1" : "0"}}};
    if (plan.jobs > 0) command.args.push_back(fmt::format("-j{}", plan.jobs));
    if (plan.verbose) command.args.emplace_back("-v");
    if (!target.empty()) command.args.push_back(target);
    listener.trace(shell_quoted(command.args));

    NinjaResult result;
    NinjaOutput output({.progress = listener.progress,
                        .step = listener.trace,
                        .message = [&](std::string_view line) {
                            listener.message(line);
                            result.messages += line;
                            result.messages += '\n';
                        }});
    const Finished finished = run(command, [&](std::string_view piece) { output.feed(piece); });
    output.finish();
    result.ok = finished.exit_code == 0;
    return result;
}

}  // namespace perth::cli
