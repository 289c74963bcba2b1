// Where the bytes of a firmware go: every used byte of each memory, by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/build/elf.hpp"

namespace perth::cli {

/// Some bytes of one memory.
struct SizeItem {
    std::string name;    ///< a symbol, demangled; in brackets what has none
    std::string part;    ///< "program", "runtime", "C library", "vectors", "task memory"
    std::string region;  ///< "flash", "ram" …
    std::uint64_t size = 0;

    bool operator==(const SizeItem&) const = default;
};

/// Returns every item, largest first. The items of a region add up to its use (memory_use()).
[[nodiscard]] std::vector<SizeItem> size_items(const Board& board, const ElfFacts& facts);

/// What all items of a part take of a region.
struct PartSize {
    std::string part;
    std::string region;
    std::uint64_t size = 0;
};

/// Returns the parts, those of the first region first, largest first.
[[nodiscard]] std::vector<PartSize> part_sizes(const std::vector<SizeItem>& items);

/// An item that is not what it was.
struct SizeChange {
    SizeItem item;             ///< as it is now; size 0 if it is gone
    std::uint64_t before = 0;  ///< 0 if it is new

    [[nodiscard]] std::int64_t growth() const {
        return static_cast<std::int64_t>(item.size) - static_cast<std::int64_t>(before);
    }
};

/// Returns what differs, the largest growth or shrinkage first.
[[nodiscard]] std::vector<SizeChange> size_changes(const std::vector<SizeItem>& before,
                                                   const std::vector<SizeItem>& now);

}  // namespace perth::cli
