// The programs, headers and libraries that a build uses.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/build/compiler.hpp"
#include "cli/build/sysroot.hpp"
#include "cli/project/manifest.hpp"

namespace perth::cli {

/// Everything between source files and an ELF. On `host`, `core` is empty and the sysroot, too.
struct Toolchain {
    Compiler compiler;
    std::string core;         ///< "cortex-m4"; empty on `host`
    std::filesystem::path c;  ///< the same compiler for C and assembler
    std::filesystem::path archiver;
    std::filesystem::path objcopy;  ///< empty on `host`
    Sysroot sysroot;                ///< empty for GCC, which knows its own
};

/// Returns where the compiler finds one of its programs ("ld.lld"); nothing if it has none.
[[nodiscard]] std::optional<std::filesystem::path> program_of(const Compiler& compiler,
                                                              const std::string& name);

/// Finds and checks the compiler that manifest or board ask for, and what belongs to it. The
/// compiler must pass probe_compiler() if it can compile for this computer.
///
/// Errors: Exit::missing_tool with the package to install.
[[nodiscard]] Toolchain find_toolchain(const Board& board, const std::string& compiler,
                                       const std::filesystem::path& project);

/// As find_toolchain(), but asks the programs only if `cache` was written for another compiler,
/// another PATH, or programs that have changed since.
[[nodiscard]] Toolchain cached_toolchain(const Board& board, const std::string& compiler,
                                         const std::filesystem::path& project,
                                         const std::filesystem::path& cache);

}  // namespace perth::cli
