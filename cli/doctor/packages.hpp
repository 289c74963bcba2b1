// Which packages provide what perth needs, in the words of each package manager.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// A program that installs packages.
enum class PackageManager { apt, dnf, pacman, brew };

/// Returns the one that is on PATH; nothing if none is.
[[nodiscard]] std::optional<PackageManager> find_package_manager();

/// Returns "apt", "dnf", "pacman" or "brew".
[[nodiscard]] std::string_view name_of(PackageManager manager);

/// Returns the packages for the tools ("clang", "lld", "llvm", "sysroot", "cmake", "ninja", "qemu",
/// "node", "ccache", "git"), each once.
[[nodiscard]] std::vector<std::string> packages_of(PackageManager manager,
                                                   const std::vector<std::string>& tools);

/// Returns the commands that install the packages, as lists of arguments; through sudo unless this
/// user is root or the manager wants none.
[[nodiscard]] std::vector<std::vector<std::string>> install_commands(
    PackageManager manager, const std::vector<std::string>& packages);

/// Returns the one line to type that installs the tools; without a package manager, what to look
/// for.
[[nodiscard]] std::string install_line(std::optional<PackageManager> manager,
                                       const std::vector<std::string>& tools);

}  // namespace perth::cli
