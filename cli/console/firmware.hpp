// The ELF of the firmware that a board runs, found by the build id that it prints.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace perth::cli {

/// An ELF file and its build id, hexadecimal.
struct BuiltFile {
    std::filesystem::path file;
    std::string build;
};

/// Returns the ELF files that there are, the likeliest first.
using BuiltFiles = std::function<std::vector<BuiltFile>()>;

/// Returns the one file, or nothing if it is no ELF with a build id.
[[nodiscard]] std::vector<BuiltFile> built_file(const std::filesystem::path& file);

/// Returns the ELF files in FOLDER/build/BOARD, or of all boards if `board` is empty. What cannot
/// be read is left out.
[[nodiscard]] std::vector<BuiltFile> built_files(const std::filesystem::path& folder,
                                                 const std::string& board);

/// Returns whether the first digits of a build id, or all of them, are `build`'s.
[[nodiscard]] bool is_build(const BuiltFile& file, const std::string& build);

}  // namespace perth::cli
