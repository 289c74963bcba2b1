#include "cli/build/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t widest_bar = 30;
constexpr std::size_t narrowest_bar = 5;
constexpr std::size_t tasks_told = 10;

std::string bar(const MemoryUse& use, std::size_t width) {
    const std::uint64_t size = std::max<std::uint64_t>(use.size, 1);
    std::size_t full = static_cast<std::size_t>(std::min(use.used, size) * width / size);
    if (use.used > 0) full = std::max<std::size_t>(full, 1);
    return fmt::format("[{}{}]", std::string(full, '#'), std::string(width - full, '.'));
}

std::string memory_line(const MemoryUse& use, std::size_t columns) {
    const std::uint64_t free = use.size - std::min(use.used, use.size);
    const double percent =
        use.size == 0 ? 0 : 100.0 * static_cast<double>(use.used) / static_cast<double>(use.size);
    const std::string text =
        fmt::format("  {:<6} {:>9} of {:>9} used ({:.1f} %), {} free", use.name,
                    pretty_size(use.used), pretty_size(use.size), percent, pretty_size(free));
    const std::size_t left = columns > text.size() + 3 ? columns - text.size() - 3 : 0;
    if (left < narrowest_bar) return text;
    return text + " " + bar(use, std::min(left, widest_bar));
}

}  // namespace

std::string size_report(const Firmware& firmware, std::size_t columns) {
    std::string text;
    for (const MemoryUse& use : firmware.memory) {
        if (use.used == 0 && use.name != "flash" && use.name != "ram") continue;
        text += memory_line(use, columns) + "\n";
    }
    const std::size_t told = std::min(tasks_told, firmware.tasks.size());
    for (std::size_t i = 0; i < told; ++i) {
        const TaskFrame& task = firmware.tasks[i];
        text += fmt::format("  {:<6} {:>9} frame of {}\n", i == 0 ? "tasks" : "",
                            fmt::format("{} B", task.bytes), task.function);
    }
    if (firmware.tasks.size() > told) {
        text += fmt::format("  {:<6} {:>9} and {} more\n", "", "", firmware.tasks.size() - told);
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace perth::cli
