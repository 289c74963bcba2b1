#include "cli/build/cmake_files.hpp"

#include <fmt/format.h>

#include "cli/build/flags.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

constexpr const char* head = "# Made by perth build; changes are overwritten.\n";

/// Returns an argument that CMake takes literally.
std::string literal(const std::string& text) {
    std::string equals;
    while (text.find("]" + equals + "]") != std::string::npos) equals += '=';
    return fmt::format("[{0}[{1}]{0}]", equals, text);
}

std::string set(const std::string& name, const std::string& value) {
    return fmt::format("set({} {})\n", name, literal(value));
}

/// A program that CMake would otherwise look for itself.
std::string set_program(const std::string& name, const std::filesystem::path& path) {
    return fmt::format("set({} {} CACHE FILEPATH \"\" FORCE)\n", name, literal(path.string()));
}

template <typename List>
std::string set_list(const std::string& name, const List& list) {
    std::string text = fmt::format("set({}", name);
    for (const auto& element : list) {
        text += "\n    " + literal(std::filesystem::path(element).string());
    }
    return text + ")\n";
}

/// The file tells CMake what perth has found out already, which saves the half of the time that
/// a first configuration takes.
std::string compilers(const BuildPlan& plan) {
    const Toolchain& tools = plan.toolchain;
    const bool is_clang = tools.compiler.kind == Compiler::Kind::clang;
    std::string text = set("CMAKE_C_COMPILER", tools.c.string());
    text += set("CMAKE_CXX_COMPILER", tools.compiler.cxx.string());
    text += set("CMAKE_ASM_COMPILER", tools.c.string());
    for (const char* const language : {"C", "CXX"}) {
        const auto named = [&](const char* rest) {
            return fmt::format("CMAKE_{}_{}", language, rest);
        };
        text += set(named("COMPILER_LAUNCHER"), plan.launcher.string());
        text += set(named("COMPILER_ID_RUN"), "TRUE");
        text += set(named("COMPILER_ID"), is_clang ? "Clang" : "GNU");
        text += set(named("COMPILER_VERSION"), tools.compiler.version);
        text += set(named("COMPILER_FRONTEND_VARIANT"), "GNU");
        text += set(named("COMPILER_FORCED"), "TRUE");
    }
    text += set_program("CMAKE_AR", tools.archiver);
    if (!tools.objcopy.empty()) text += set_program("CMAKE_OBJCOPY", tools.objcopy);
    return text;
}

}  // namespace

std::string toolchain_file(const BuildPlan& plan) {
    std::string text = head;
    text += set("PERTH_GEN", plan.gen().string());
    text += set("PERTH_RUNTIME", plan.runtime.string());
    text += set("PERTH_PORT", plan.board.port);
    text += set("PERTH_BOARD", plan.board.name);
    text += set("PERTH_HOME", plan.home().string());
    text += set("perth_DIR", (plan.runtime / "cmake").string());
    if (!plan.is_host()) {
        text += set("CMAKE_SYSTEM_NAME", "Generic");
        text += set("CMAKE_SYSTEM_PROCESSOR", "arm");
        text += set("CMAKE_TRY_COMPILE_TARGET_TYPE", "STATIC_LIBRARY");
    }
    text += compilers(plan);
    text += set("CMAKE_C_FLAGS_INIT", shell_quoted(c_options(plan)));
    text += set("CMAKE_CXX_FLAGS_INIT", shell_quoted(cxx_options(plan)));
    text += set("CMAKE_ASM_FLAGS_INIT", shell_quoted(c_options(plan)));
    text += set("CMAKE_EXE_LINKER_FLAGS_INIT", shell_quoted(link_options(plan)));
    text += set("CMAKE_EXPORT_COMPILE_COMMANDS", "ON");
    return text;
}

std::string plan_file(const BuildPlan& plan) {
    std::vector<std::string> defines;
    for (const auto& [name, value] : plan.settings.defines) {
        defines.push_back(value.empty() ? name : name + "=" + value);
    }
    std::string text = head;
    text += set("PERTH_STANDARD", plan.settings.standard);
    text += set_list("PERTH_RUNTIME_SOURCES", plan.runtime_sources);
    text += set_list("PERTH_SOURCES", plan.sources);
    text += set_list("PERTH_TESTS", plan.tests);
    text += set("PERTH_AGENT_KEY", plan.settings.agent_key_file.empty() ? "" : "agent_key.cpp");
    text += set("PERTH_ASSETS", plan.assets.empty() ? "" : plan.assets_file().string());
    text += set_list("PERTH_INCLUDE", plan.include);
    text += set_list("PERTH_DEFINES", defines);
    text += set_list("PERTH_CXX_FLAGS", plan.settings.cxx_flags);
    text += set_list("PERTH_LIBRARIES", link_libraries(plan));
    return text;
}

std::string project_file(const BuildPlan& plan) {
    return fmt::format(
        "{}"
        "cmake_minimum_required(VERSION 3.25)\n"
        "project({} LANGUAGES C CXX ASM)\n"
        "find_package(perth REQUIRED)\n"
        "perth_firmware({})\n"
        "perth_tests({})\n",
        head, literal(plan.name), literal(plan.name), literal(plan.name));
}

}  // namespace perth::cli
