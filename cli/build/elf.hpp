// What a linked ELF file says about itself, read with elfutils.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/build/firmware.hpp"

namespace perth::cli {

/// A piece of memory that a program fills or reserves.
struct ElfSegment {
    std::uint64_t address = 0;       ///< where the program finds it
    std::uint64_t load_address = 0;  ///< where it lies in the image
    std::uint64_t file_size = 0;     ///< bytes in the image
    std::uint64_t memory_size = 0;   ///< bytes in memory
};

struct ElfSymbol {
    std::string name;  ///< demangled
    std::uint64_t address = 0;
    std::uint64_t size = 0;
};

/// A section that has a place in memory.
struct ElfSection {
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t size = 0;
};

struct ElfFacts {
    std::vector<ElfSegment> segments;
    std::vector<ElfSection> sections;  ///< in the order of the file
    std::vector<ElfSymbol> symbols;    ///< functions and objects with a size, largest first
    std::string build_id;              ///< lower-case hex, empty if there is none
};

/// Reads segments, sections, symbols and build id. A file that is no ELF is an `Error`.
[[nodiscard]] ElfFacts read_elf(const std::filesystem::path& file);

/// Returns the frame of every coroutine in the program's debug information, largest first.
///
/// Clang describes a frame as a structure FUNCTION.coro_frame_ty, GCC as FUNCTION.Frame.
[[nodiscard]] std::vector<TaskFrame> read_task_frames(const std::filesystem::path& file);

/// Returns a mangled C++ name as people write it, any other as it is.
[[nodiscard]] std::string demangled(const std::string& name);

}  // namespace perth::cli
