// Which compiler builds a project, and which ones are refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace perth::cli {

/// A C++ compiler that was asked who it is.
struct Compiler {
    enum class Kind { clang, gcc } kind = Kind::clang;
    std::filesystem::path cxx;
    std::string version;  ///< "19.1.7"

    /// Returns "clang 19.1.7" or "GCC 12.2.0".
    [[nodiscard]] std::string title() const;
};

/// Asks the program which compiler it is; nothing if it is none or does not answer.
[[nodiscard]] std::optional<Compiler> identify_compiler(const std::filesystem::path& cxx);

/// Returns the compiler that the manifest's `compiler` means: "clang", "gcc", or a path (relative
/// to `project`) or program name. `cross` asks for one that compiles for ARM.
///
/// Errors: none found, too old, or known to miscompile coroutines (Exit::missing_tool), with the
///         package to install.
[[nodiscard]] Compiler choose_compiler(const std::string& setting, bool cross,
                                       const std::filesystem::path& project);

/// Compiles a small coroutine for this computer, in a temporary folder, and runs it.
///
/// Errors: it ends wrongly, as with GCC 12.2 (Exit::missing_tool). A compiler that cannot compile
///         for this computer is given the benefit of the doubt.
void probe_compiler(const Compiler& compiler);

}  // namespace perth::cli
