#include "cli/build/memory_script.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/build/assets.hpp"
#include "cli/support/letters.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t anything = 64u << 20;

template <typename Size>
std::string script(const BuildPlan& plan, Size size_of) {
    std::string regions;
    for (const MemoryRegion& region : plan.board.memory) {
        regions +=
            fmt::format("    {} ({}) : ORIGIN = {:#010x}, LENGTH = {:#x}\n",
                        upper_case(region.name), region.access, region.start, size_of(region));
    }
    return fmt::format(
        "/* {}: made by perth build; changes are overwritten. */\n"
        "MEMORY\n{{\n{}}}\n"
        "PERTH_TASK_MEMORY = {};\n"
        "INCLUDE sections.ld\n"
        "{}",
        plan.board.name, regions, plan.task_memory, assets_script(plan));
}

}  // namespace

std::uint32_t usable_size(const Board& board, const MemoryRegion& region) {
    if (region.name != "flash") return region.size;
    return region.size - std::min(board.memory_reserved, region.size);
}

std::string memory_script(const BuildPlan& plan) {
    return script(plan,
                  [&](const MemoryRegion& region) { return usable_size(plan.board, region); });
}

std::string oversize_script(const BuildPlan& plan) {
    return script(plan, [](const MemoryRegion&) { return anything; });
}

}  // namespace perth::cli
