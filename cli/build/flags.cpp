#include "cli/build/flags.hpp"

#include <fmt/format.h>

#include <set>

namespace perth::cli {
namespace {

bool is_clang(const BuildPlan& plan) {
    return plan.toolchain.compiler.kind == Compiler::Kind::clang;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// The host's programs run under virtual time, where speed counts and size does not.
std::vector<std::string> optimize_options(const BuildPlan& plan) {
    // The runtime checks what is called in interrupts.
    if (plan.settings.optimize == Optimize::debug) return {"-Og", "-DPERTH_DEBUG"};
    if (plan.is_host()) return {"-O2"};
    const char* const level = plan.settings.optimize == Optimize::size ? "-Oz" : "-O2";
    return {level, is_clang(plan) ? "-flto" : "-flto=auto"};
}

std::vector<std::string> target_options(const BuildPlan& plan) {
    if (plan.is_host()) return {};
    const ArmCore& core = arm_core(plan.board.core);
    std::vector<std::string> options;
    if (is_clang(plan)) options = {"--target=" + std::string(core.triple)};
    append(options, core_options(core));
    options.emplace_back("-fshort-enums");  // as newlib and libgcc were compiled
    return options;
}

std::vector<std::string> header_options(const BuildPlan& plan) {
    if (plan.is_host() || !is_clang(plan)) return {};
    std::vector<std::string> options = {"-nostdlibinc"};
    // Behind clang's own <stddef.h> and <stdint.h>, which go on to newlib's by #include_next.
    for (const auto& folder : plan.toolchain.sysroot.c_include) {
        append(options, {"-idirafter", folder.string()});
    }
    return options;
}

/// Returns the options that keep the place of the project out of the firmware: what lies outside
/// the project is named by its way from there.
std::vector<std::string> path_options(const BuildPlan& plan) {
    std::set<std::string> outside;
    const std::string project = plan.project.string();
    const auto note = [&](const std::filesystem::path& folder) {
        const auto way = folder.lexically_relative(plan.project);
        if (!way.empty() && *way.begin() == "..") outside.insert(folder.string());
    };
    for (const auto& source : plan.sources) note(source.parent_path());
    for (const auto& folder : plan.libraries) note(folder);

    const auto map = [](const std::string& from, const std::string& to) {
        return "-ffile-prefix-map=" + from + "=" + to;
    };
    std::vector<std::string> options = {map(project, ".")};
    for (const std::string& folder : outside) {
        const auto way = std::filesystem::path(folder).lexically_relative(plan.project);
        options.push_back(map(folder, way.string()));
    }
    options.push_back(map(plan.runtime.string(), "perth"));
    return options;
}

std::vector<std::string> common_options(const BuildPlan& plan) {
    std::vector<std::string> options = target_options(plan);
    append(options, optimize_options(plan));
    append(options, {"-g", "-ffunction-sections", "-fdata-sections", "-fno-unwind-tables",
                     "-fno-asynchronous-unwind-tables", "-fdiagnostics-color=always"});
    append(options, path_options(plan));
    append(options, header_options(plan));
    // Clang describes a coroutine's frame only if the promise's variable is declared when it splits
    // the coroutine; assignment tracking replaces the declaration.
    if (is_clang(plan)) {
        append(options, {"-Xclang", "-fexperimental-assignment-tracking=disabled"});
    }
    return options;
}

}  // namespace

std::vector<std::string> c_options(const BuildPlan& plan) { return common_options(plan); }

std::vector<std::string> cxx_options(const BuildPlan& plan) {
    std::vector<std::string> options = common_options(plan);
    append(options, {"-fno-exceptions", "-fno-rtti"});
    if (plan.settings.profile) options.emplace_back("-DPERTH_PROFILE");
    if (plan.settings.log == LogForm::deferred) options.emplace_back("-DPERTH_LOG_DEFERRED");
    if (plan.settings.trace != 0) {
        options.push_back(fmt::format("-DPERTH_TRACE={}", plan.settings.trace));
    }
    if (plan.is_host()) return options;

    options.emplace_back("-fno-threadsafe-statics");  // nothing starts before the scheduler
    if (!is_clang(plan)) return options;
    options.emplace_back("-fno-c++-static-destructors");  // a firmware does not end
    options.emplace_back("-nostdinc++");
    for (const auto& folder : plan.toolchain.sysroot.cxx_include) {
        append(options, {"-cxx-isystem", folder.string()});
    }
    return options;
}

std::vector<std::string> link_options(const BuildPlan& plan) {
    std::vector<std::string> options = {"-Wl,--gc-sections", "-Wl,--build-id=sha1"};
    if (plan.is_host()) return options;
    if (is_clang(plan)) {
        append(options, {"-fuse-ld=lld", "-nostdlib", "-Wno-unused-command-line-argument"});
        // Functions that were left out are described at address 0 otherwise, which is where the
        // flash of some chips begins: debuggers take them for the ones that are there.
        options.emplace_back("-Wl,-z,dead-reloc-in-nonalloc=.debug_*=0xffffffff");
    } else {
        append(options, {"-nostartfiles", "--specs=nano.specs"});
    }
    return options;
}

std::vector<std::string> link_libraries(const BuildPlan& plan) {
    if (plan.toolchain.sysroot.libraries.empty()) return {};
    std::vector<std::string> libraries = {"-Wl,--start-group"};
    for (const auto& library : plan.toolchain.sysroot.libraries) {
        libraries.push_back(library.string());
    }
    libraries.emplace_back("-Wl,--end-group");
    return libraries;
}

}  // namespace perth::cli
