// What a build yields.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace perth::cli {

/// Use of one memory region, bytes.
struct MemoryUse {
    std::string name;
    std::uint64_t used = 0;
    std::uint64_t size = 0;
};

/// A coroutine's frame.
struct TaskFrame {
    std::string function;  ///< demangled, without parameters' default noise
    std::uint32_t bytes = 0;
};

/// A linked program for one board.
struct Firmware {
    std::string name;  ///< the project's name
    std::string board;
    std::filesystem::path elf;      ///< for `host`, the executable
    std::vector<MemoryUse> memory;  ///< empty on `host`
    std::vector<TaskFrame> tasks;   ///< largest first
    std::string build_id;           ///< lower-case hex, complete
};

}  // namespace perth::cli
