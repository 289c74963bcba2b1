// The files of this computer that a MicroPython board is to have.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"
#include "cli/support/trace.hpp"

namespace perth::cli {

/// A file, and where on the board it belongs.
struct SourceFile {
    std::string path;  ///< below the folder that is kept in step: "lib/pins.py"
    Bytes content;
};

/// Returns the files of all folders, sorted by path; of two with the same path that of the later
/// folder. Hidden files and folders, __pycache__, compiled *.pyc, editors' *~ and what is no file
/// are passed over, and `trace` hears of it. A link is followed if it stays in its folder.
///
/// Errors: a folder that is none; a link that leads out of it, or nowhere, or in a circle; a file
/// where another folder has a folder; names that differ in case only, which are one file on FAT;
/// more than 4096 files, 16 MiB a file or 64 MiB in all (all Exit::wrong_use).
[[nodiscard]] std::vector<SourceFile> micropython_sources(
    const std::vector<std::filesystem::path>& folders, const Trace& trace);

/// Returns whether a path below a folder is sound: parts that are names, no "." nor "..", no NUL,
/// at most 1024 bytes.
[[nodiscard]] bool is_sound_path(std::string_view path);

}  // namespace perth::cli
