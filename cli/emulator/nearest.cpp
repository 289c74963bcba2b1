#include "cli/emulator/nearest.hpp"

#include <algorithm>
#include <tuple>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Likeness = std::tuple<bool, bool, std::ptrdiff_t>;

Likeness likeness(const Board& one, const Board& other) {
    const auto equal_regions =
        std::count_if(one.memory.begin(), one.memory.end(), [&](const MemoryRegion& region) {
            const MemoryRegion* const its = other.region(region.name);
            return its != nullptr && its->size == region.size;
        });
    return {one.port == other.port, one.core == other.core, equal_regions};
}

}  // namespace

bool has_emulator(const Board& board) { return board.emulator.has_value(); }

std::string nearest_emulated(const Board& board, const BoardPath& path) {
    std::string nearest = "host";
    Likeness best{false, false, 0};
    for (const std::string& name : board_names(path)) {
        try {
            const Board candidate = load_board(name, path);
            const Likeness its = likeness(board, candidate);
            if (!has_emulator(candidate) || its <= best) continue;
            best = its;
            nearest = name;
        } catch (const Error&) {
            continue;
        }
    }
    return nearest;
}

}  // namespace perth::cli
