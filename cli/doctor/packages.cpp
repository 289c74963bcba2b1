#include "cli/doctor/packages.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

struct Manager {
    PackageManager manager;
    std::string_view name;
    std::string_view program;  // that is looked for
    std::string_view refresh;  // brings its lists up to date; empty if installing does
    std::string_view install;
    bool as_root;
};

constexpr std::array<Manager, 4> managers = {{
    {PackageManager::apt, "apt", "apt-get", "apt-get update", "apt-get install -y", true},
    {PackageManager::dnf, "dnf", "dnf", "", "dnf install -y", true},
    {PackageManager::pacman, "pacman", "pacman", "", "pacman -S --needed --noconfirm", true},
    {PackageManager::brew, "brew", "brew", "", "brew install", false},
}};

/// What provides a tool, for apt, dnf, pacman and brew; several names are separated by a space.
struct Provider {
    std::string_view tool;
    std::array<std::string_view, 4> packages;
};

// Debian 12's were installed; the others are not yet tried.
constexpr std::array<Provider, 11> providers = {{
    {"clang", {"clang-19", "clang", "clang", "llvm"}},
    {"lld", {"lld-19", "lld", "lld", "lld"}},
    {"llvm", {"llvm-19", "llvm", "llvm", "llvm"}},
    {"sysroot",
     {"gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib",
      "arm-none-eabi-gcc-cs-c++ arm-none-eabi-newlib", "arm-none-eabi-gcc arm-none-eabi-newlib",
      "gcc-arm-embedded"}},
    {"cmake", {"cmake", "cmake", "cmake", "cmake"}},
    {"ninja", {"ninja-build", "ninja-build", "ninja", "ninja"}},
    {"qemu", {"qemu-system-arm", "qemu-system-arm", "qemu-system-arm", "qemu"}},
    {"gdb", {"gdb-multiarch", "gdb", "arm-none-eabi-gdb", "arm-none-eabi-gdb"}},
    {"node", {"nodejs npm", "nodejs npm", "nodejs npm", "node"}},
    {"ccache", {"ccache", "ccache", "ccache", "ccache"}},
    {"git", {"git", "git", "git", "git"}},
}};

const Manager& facts_of(PackageManager manager) {
    return managers.at(static_cast<std::size_t>(manager));
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

bool needs_sudo(const Manager& manager) { return manager.as_root && ::geteuid() != 0; }

}  // namespace

std::optional<PackageManager> find_package_manager() {
    for (const Manager& each : managers) {
        if (find_program(each.program)) return each.manager;
    }
    return std::nullopt;
}

std::string_view name_of(PackageManager manager) { return facts_of(manager).name; }

std::vector<std::string> packages_of(PackageManager manager,
                                     const std::vector<std::string>& tools) {
    std::vector<std::string> packages;
    for (const Provider& provider : providers) {
        if (std::find(tools.begin(), tools.end(), provider.tool) == tools.end()) continue;
        for (std::string& package :
             words(provider.packages.at(static_cast<std::size_t>(manager)))) {
            if (std::find(packages.begin(), packages.end(), package) == packages.end()) {
                packages.push_back(std::move(package));
            }
        }
    }
    return packages;
}

std::vector<std::vector<std::string>> install_commands(PackageManager manager,
                                                       const std::vector<std::string>& packages) {
    const Manager& facts = facts_of(manager);
    std::vector<std::vector<std::string>> commands;
    for (const std::string_view line : {facts.refresh, facts.install}) {
        if (line.empty()) continue;
        std::vector<std::string> command = words(line);
        if (needs_sudo(facts)) command.insert(command.begin(), "sudo");
        commands.push_back(std::move(command));
    }
    commands.back().insert(commands.back().end(), packages.begin(), packages.end());
    return commands;
}

std::string install_line(std::optional<PackageManager> manager,
                         const std::vector<std::string>& tools) {
    if (manager)
        return shell_quoted(install_commands(*manager, packages_of(*manager, tools)).back());
    std::string names;
    for (const std::string& package : packages_of(PackageManager::apt, tools)) {
        names += " " + package;
    }
    return "install what Debian calls" + names;
}

}  // namespace perth::cli
