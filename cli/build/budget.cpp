#include "cli/build/budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "cli/build/elf.hpp"
#include "cli/build/explain.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t frames_told = 10;

/// Returns a line if `used` is more than the budget allows of `whole`, else nothing.
std::string excess(const char* what, std::uint64_t used, const std::optional<Budget>& budget,
                   std::uint64_t whole) {
    if (!budget || used <= budget->bytes_of(whole)) return {};
    const std::uint64_t most = budget->bytes_of(whole);
    const std::string share =
        budget->percent ? fmt::format(" ({:g} % of {} B)", *budget->percent, whole) : "";
    return fmt::format("{}: {} B, the budget is {} B{}: {} B too many\n", what, used, most, share,
                       used - most);
}

std::string memory_excess(const Budgets& budgets, const Firmware& firmware) {
    std::string text;
    for (const MemoryUse& use : firmware.memory) {
        if (use.name == "flash") text += excess("flash", use.used, budgets.flash, use.size);
        if (use.name == "ram") text += excess("ram", use.used, budgets.ram, use.size);
    }
    return text;
}

std::string frame_excess(const BuildPlan& plan, const Firmware& firmware) {
    const Budgets& budgets = plan.settings.budgets;
    std::uint64_t sum = 0;
    for (const TaskFrame& task : firmware.tasks) sum += task.bytes;
    std::string text = excess("task_frames", sum, budgets.task_frames, plan.task_memory);
    if (!firmware.tasks.empty()) {
        text += excess("task_frame", firmware.tasks.front().bytes, budgets.task_frame,
                       plan.task_memory);
    }
    if (text.empty()) return text;
    text += "largest frames:";
    for (std::size_t i = 0; i < std::min(frames_told, firmware.tasks.size()); ++i) {
        text += fmt::format("\n{:>9} B  {}", firmware.tasks[i].bytes, firmware.tasks[i].function);
    }
    return text;
}

}  // namespace

void check_budgets(const BuildPlan& plan, const Firmware& firmware) {
    std::string why = memory_excess(plan.settings.budgets, firmware);
    if (!why.empty()) why += largest_symbols(read_elf(plan.elf()).symbols);
    const std::string frames = frame_excess(plan, firmware);
    if (!why.empty() && !frames.empty()) why += "\n";
    why += frames;
    if (why.empty()) return;
    throw Error(
        {.what = fmt::format("{} is over its budget on board {}", plan.name, plan.board.name),
         .why = why,
         .hint = "perth size --symbols tells where the bytes go"});
}

}  // namespace perth::cli
