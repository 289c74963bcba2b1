#include "cli/build/size_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>

#include "cli/build/report.hpp"
#include "cli/build/summary.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

std::uint64_t size_of(const std::vector<PartSize>& parts, std::string_view part,
                      std::string_view region) {
    for (const PartSize& each : parts) {
        if (each.part == part && each.region == region) return each.size;
    }
    return 0;
}

std::string without_last_end(std::string text) {
    if (!text.empty()) text.pop_back();
    return text;
}

std::string bytes(std::uint64_t size) { return size == 0 ? "" : fmt::format("{} B", size); }

/// Every byte is in a firmware's memory, so a region is told if the board has it and it is used.
std::vector<std::string> used_regions(const Firmware& firmware) {
    std::vector<std::string> names;
    for (const MemoryUse& use : firmware.memory) {
        if (use.used != 0) names.push_back(use.name);
    }
    return names;
}

}  // namespace

std::string part_report(const Firmware& firmware, const std::vector<SizeItem>& items,
                        std::size_t columns) {
    const std::vector<std::string> regions = used_regions(firmware);
    const std::vector<PartSize> parts = part_sizes(items);
    std::string text = fmt::format("{} for {}\n", firmware.name, firmware.board);
    text += memory_report(firmware.memory, columns);
    text += fmt::format("\n  {:<12}", "");
    for (const std::string& region : regions) text += fmt::format("{:>11}", region);
    std::set<std::string> told;
    for (const PartSize& part : parts) {
        if (!told.insert(part.part).second) continue;
        text += fmt::format("\n  {:<12}", part.part);
        std::string line;
        for (const std::string& region : regions) {
            line += fmt::format("{:>11}", bytes(size_of(parts, part.part, region)));
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line;
    }
    return text;
}

std::string symbol_report(const std::vector<SizeItem>& items) {
    std::string text;
    for (const SizeItem& item : items) {
        text +=
            fmt::format("{:>9} B  {:<6}{:<12}{}\n", item.size, item.region, item.part, item.name);
    }
    return without_last_end(std::move(text));
}

std::string task_report(const std::vector<TaskFrame>& tasks) {
    std::string text;
    std::uint64_t sum = 0;
    for (const TaskFrame& task : tasks) {
        text += fmt::format("{:>9} B  frame of {}\n", task.bytes, task.function);
        sum += task.bytes;
    }
    return text + fmt::format("{:>9} B  in all, if each runs once", sum);
}

std::string change_report(const Firmware& before, const Firmware& now,
                          const std::vector<SizeChange>& changes, std::size_t most) {
    std::string text = fmt::format("{} for {}\n", now.name, now.board);
    for (std::size_t i = 0; i < now.memory.size(); ++i) {
        const MemoryUse& use = now.memory[i];
        const std::uint64_t old = before.memory[i].used;
        if (use.used == 0 && old == 0) continue;
        text += fmt::format("  {:<6}{:>9} -> {} B ({:+} B)\n", use.name, old, use.used,
                            static_cast<std::int64_t>(use.used - old));
    }
    if (changes.empty()) return text + "no symbol has another size";
    const std::size_t told = std::min(most, changes.size());
    for (std::size_t i = 0; i < told; ++i) {
        const SizeChange& change = changes[i];
        const std::string how = change.before == 0 ? "new"
                                : change.item.size == 0
                                    ? "gone"
                                    : fmt::format("{} -> {}", change.before, change.item.size);
        text += fmt::format("{:>+9} B  {:<6}{:<14}{}\n", change.growth(), change.item.region, how,
                            change.item.name);
    }
    if (changes.size() > told) {
        text += fmt::format("{:>11}  and {} more (--symbols lists them all)\n", "",
                            changes.size() - told);
    }
    return without_last_end(std::move(text));
}

std::string size_json(const Firmware& firmware, const std::vector<SizeItem>& items,
                      const std::optional<std::vector<SizeChange>>& changes) {
    const auto json = [](const SizeItem& item) {
        return std::vector<std::pair<std::string_view, std::string>>{
            {"name", json_string(item.name)},
            {"part", json_string(item.part)},
            {"region", json_string(item.region)},
            {"size", std::to_string(item.size)}};
    };
    std::vector<std::string> listed;
    for (const SizeItem& item : items) listed.push_back(json_object(json(item)));
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"firmware", firmware_json(firmware)}, {"items", json_list(listed)}};
    if (changes) {
        std::vector<std::string> differing;
        for (const SizeChange& change : *changes) {
            auto object = json(change.item);
            object.emplace_back("before", std::to_string(change.before));
            differing.push_back(json_object(object));
        }
        members.emplace_back("changes", json_list(differing));
    }
    return json_object(members);
}

}  // namespace perth::cli
