#include "cli/build/generate.hpp"

#include <fmt/format.h>

#include "cli/build/assets.hpp"
#include "cli/build/board_header.hpp"
#include "cli/build/cmake_files.hpp"
#include "cli/build/memory_script.hpp"
#include "cli/support/files.hpp"
#include "cli/support/hmac.hpp"

namespace perth::cli {
namespace {

bool differs(const std::filesystem::path& file, const std::string& content) {
    return !std::filesystem::exists(file) || read_file(file) != content;
}

/// Removes what CMake made, as far as it depends on what changed.
void forget_configuration(const BuildPlan& plan, Configure configure) {
    if (configure == Configure::no) return;
    std::filesystem::remove(plan.folder / "build.ninja");
    if (configure == Configure::again) return;
    std::filesystem::remove(plan.folder / "CMakeCache.txt");
    std::filesystem::remove_all(plan.folder / "CMakeFiles");
}

Configure needed(const BuildPlan& plan, const std::string& toolchain, const std::string& lists,
                 const std::string& project) {
    const bool configured = std::filesystem::exists(plan.folder / "build.ninja") ||
                            std::filesystem::exists(plan.folder / "CMakeCache.txt");
    if (!configured || differs(plan.gen() / "toolchain.cmake", toolchain)) return Configure::fresh;
    const bool other_project = !plan.own_cmake && differs(plan.gen() / "CMakeLists.txt", project);
    if (other_project || differs(plan.gen() / "plan.cmake", lists)) return Configure::again;
    return std::filesystem::exists(plan.folder / "build.ninja") ? Configure::no : Configure::again;
}

}  // namespace

std::string app_source(const BuildPlan& plan) {
    return fmt::format(
        "// The program's name and version, for the console's first line.\n"
        "namespace perth::app {{\n"
        "extern const char name[];\n"
        "extern const char version[];\n"
        "const char name[] = \"{}\";\n"
        "const char version[] = \"{}\";\n"
        "}}  // namespace perth::app\n",
        plan.name, plan.version);
}

std::string agent_key_source(const BuildPlan& plan) {
    std::string bytes;
    for (const std::uint8_t byte : read_agent_key(plan.settings.agent_key_file)) {
        bytes += fmt::format("{}{}", bytes.empty() ? "" : ", ", byte);
    }
    return fmt::format(
        "// What the agent wants to be shown. Naming the function links its part of the agent.\n"
        "#include <array>\n"
        "#include <cstdint>\n"
        "namespace perth::detail {{\n"
        "bool agent_key_was_shown() noexcept;\n"
        "extern const std::array<std::uint8_t, 32> agent_key;\n"
        "const std::array<std::uint8_t, 32> agent_key = {{{}}};\n"
        "[[gnu::used]] static auto* const linked = &agent_key_was_shown;\n"
        "}}  // namespace perth::detail\n",
        bytes);
}

Configure generate(const BuildPlan& plan) {
    const std::string toolchain = toolchain_file(plan);
    const std::string lists = plan_file(plan);
    const std::string project = project_file(plan);
    const Configure configure = needed(plan, toolchain, lists, project);
    forget_configuration(plan, configure);
    const auto write = [&](const char* name, const std::string& content) {
        write_file_if_changed(plan.gen() / name, content);
    };
    write("toolchain.cmake", toolchain);
    write("plan.cmake", lists);
    write("board.hpp", board_header(plan));
    write("app.cpp", app_source(plan));
    if (!plan.own_cmake) write("CMakeLists.txt", project);
    if (!plan.assets.empty()) write_assets(plan);
    if (!plan.settings.agent_key_file.empty()) write("agent_key.cpp", agent_key_source(plan));
    if (!plan.is_host()) write("memory.ld", memory_script(plan));
    return configure;
}

}  // namespace perth::cli
