#include "cli/build/sizes.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "cli/build/summary.hpp"

namespace perth::cli {
namespace {

constexpr const char* unnamed = "(constants and padding)";

/// Returns whose bytes a section has; the linker script of the runtime names them so.
const char* part_of(std::string_view section) {
    if (section.starts_with(".runtime")) return "runtime";
    if (section == ".library") return "C library";
    if (section == ".vectors" || section == ".boot2") return "vectors";
    if (section == ".task_memory") return "task memory";
    return "program";
}

const MemoryRegion* region_at(const Board& board, std::uint64_t address) {
    for (const MemoryRegion& region : board.memory) {
        if (address >= region.start && address - region.start < region.size) return &region;
    }
    return nullptr;
}

/// Returns the symbols that begin in the section, by address; of several at one address the largest
/// comes first.
std::vector<ElfSymbol> symbols_in(const ElfSection& section, const std::vector<ElfSymbol>& all) {
    std::vector<ElfSymbol> found;
    for (const ElfSymbol& symbol : all) {
        if (symbol.address >= section.address && symbol.address - section.address < section.size) {
            found.push_back(symbol);
        }
    }
    std::sort(found.begin(), found.end(), [](const ElfSymbol& a, const ElfSymbol& b) {
        return std::tie(a.address, b.size, a.name) < std::tie(b.address, a.size, b.name);
    });
    return found;
}

/// Adds a section's symbols, no byte twice, and what none of them covers.
void add_section(const ElfSection& section, const std::vector<ElfSymbol>& symbols,
                 const std::string& region, std::vector<SizeItem>& items) {
    const std::uint64_t end = section.address + section.size;
    std::uint64_t at = section.address;
    std::uint64_t uncovered = 0;
    for (const ElfSymbol& symbol : symbols_in(section, symbols)) {
        const std::uint64_t from = std::max(at, symbol.address);
        const std::uint64_t to = std::min(end, symbol.address + symbol.size);
        if (to <= from) continue;
        uncovered += from - at;
        at = to;
        items.push_back({symbol.name, part_of(section.name), region, to - from});
    }
    uncovered += end - at;
    const bool is_tasks = section.name == ".task_memory";
    const char* const name = is_tasks ? "(frames of tasks)" : unnamed;
    if (uncovered != 0) items.push_back({name, part_of(section.name), region, uncovered});
}

/// The first values of what lies in RAM lie in flash, too.
void add_initial_values(const Board& board, const ElfFacts& facts, std::vector<SizeItem>& items) {
    std::map<std::string, std::uint64_t> bytes;
    for (const ElfSegment& segment : facts.segments) {
        if (segment.load_address == segment.address || segment.file_size == 0) continue;
        const MemoryRegion* const region = region_at(board, segment.load_address);
        if (region != nullptr) bytes[region->name] += segment.file_size;
    }
    for (const auto& [region, size] : bytes) {
        items.push_back({"(first values of variables)", "program", region, size});
    }
}

/// Brings the sums up to what the segments take: gaps between sections.
void add_gaps(const Board& board, const ElfFacts& facts, std::vector<SizeItem>& items) {
    for (const MemoryUse& use : memory_use(board, facts.segments)) {
        std::uint64_t sum = 0;
        for (const SizeItem& item : items) sum += item.region == use.name ? item.size : 0;
        if (sum < use.used) items.push_back({unnamed, "program", use.name, use.used - sum});
    }
}

/// One item a name, part and region, largest first.
std::vector<SizeItem> merged(std::vector<SizeItem> items) {
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> sums;
    for (SizeItem& item : items) {
        sums[{std::move(item.region), std::move(item.part), std::move(item.name)}] += item.size;
    }
    std::vector<SizeItem> result;
    for (const auto& [key, size] : sums) {
        result.push_back({std::get<2>(key), std::get<1>(key), std::get<0>(key), size});
    }
    std::sort(result.begin(), result.end(), [](const SizeItem& a, const SizeItem& b) {
        return std::tie(b.size, a.name, a.region) < std::tie(a.size, b.name, b.region);
    });
    return result;
}

}  // namespace

std::vector<SizeItem> size_items(const Board& board, const ElfFacts& facts) {
    std::vector<SizeItem> items;
    for (const ElfSection& section : facts.sections) {
        const MemoryRegion* const region = region_at(board, section.address);
        if (region != nullptr) add_section(section, facts.symbols, region->name, items);
    }
    add_initial_values(board, facts, items);
    add_gaps(board, facts, items);
    return merged(std::move(items));
}

std::vector<PartSize> part_sizes(const std::vector<SizeItem>& items) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> sums;
    for (const SizeItem& item : items) sums[{item.region, item.part}] += item.size;
    std::vector<PartSize> parts;
    for (const auto& [key, size] : sums) parts.push_back({key.second, key.first, size});
    std::sort(parts.begin(), parts.end(), [](const PartSize& a, const PartSize& b) {
        return std::tie(a.region, b.size, a.part) < std::tie(b.region, a.size, b.part);
    });
    return parts;
}

std::vector<SizeChange> size_changes(const std::vector<SizeItem>& before,
                                     const std::vector<SizeItem>& now) {
    using Key = std::pair<std::string, std::string>;
    std::map<Key, SizeChange> changes;
    for (const SizeItem& item : before) {
        SizeChange& change = changes[{item.region, item.name}];
        change.before += item.size;
        change.item = {item.name, item.part, item.region, 0};
    }
    for (const SizeItem& item : now) {
        SizeChange& change = changes[{item.region, item.name}];
        change.item = {item.name, item.part, item.region, change.item.size + item.size};
    }
    std::vector<SizeChange> result;
    for (auto& [key, change] : changes) {
        if (change.growth() != 0) result.push_back(std::move(change));
    }
    std::sort(result.begin(), result.end(), [](const SizeChange& a, const SizeChange& b) {
        const auto key = [](const SizeChange& change) {
            return std::tuple(-std::abs(change.growth()), change.item.name, change.item.region);
        };
        return key(a) < key(b);
    });
    return result;
}

}  // namespace perth::cli
