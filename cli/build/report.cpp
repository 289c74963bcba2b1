#include "cli/build/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t widest_bar = 20;
constexpr std::size_t narrowest_bar = 5;
constexpr std::size_t tasks_told = 10;

std::string bar(const MemoryUse& use, std::size_t width) {
    const std::uint64_t size = std::max<std::uint64_t>(use.size, 1);
    std::size_t full = static_cast<std::size_t>(std::min(use.used, size) * width / size);
    if (use.used > 0) full = std::max<std::size_t>(full, 1);
    return fmt::format("[{}{}]", std::string(full, '#'), std::string(width - full, '.'));
}

/// Returns the bars' width: what the longest numbers leave of a line.
std::size_t bar_width(std::size_t columns) {
    constexpr std::size_t numbers = 66;
    const std::size_t left = columns > numbers ? columns - numbers : 0;
    return left < narrowest_bar ? 0 : std::min(left, widest_bar);
}

std::string memory_line(const MemoryUse& use, std::size_t columns) {
    const std::uint64_t free = use.size - std::min(use.used, use.size);
    const double percent =
        use.size == 0 ? 0 : 100.0 * static_cast<double>(use.used) / static_cast<double>(use.size);
    const std::size_t width = bar_width(columns);
    return fmt::format("  {:<6}{}{:>9} of {} used ({:.1f} %), {} free", use.name,
                       width == 0 ? "" : " " + bar(use, width) + " ", pretty_size(use.used),
                       pretty_size(use.size), percent, pretty_size(free));
}

}  // namespace

std::string memory_report(const std::vector<MemoryUse>& memory, std::size_t columns) {
    std::string text;
    for (const MemoryUse& use : memory) {
        if (use.used == 0 && use.name != "flash" && use.name != "ram") continue;
        text += (text.empty() ? "" : "\n") + memory_line(use, columns);
    }
    return text;
}

std::string size_report(const Firmware& firmware, std::size_t columns) {
    std::string text = memory_report(firmware.memory, columns);
    if (!text.empty()) text += "\n";
    const std::size_t told = std::min(tasks_told, firmware.tasks.size());
    for (std::size_t i = 0; i < told; ++i) {
        const TaskFrame& task = firmware.tasks[i];
        text += fmt::format("  {:<6}{:>9} frame of {}\n", i == 0 ? "tasks" : "",
                            fmt::format("{} B", task.bytes), task.function);
    }
    if (firmware.tasks.size() > told) {
        text += fmt::format("  {:<6}{:>9} and {} more\n", "", "", firmware.tasks.size() - told);
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace perth::cli
