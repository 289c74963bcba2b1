#include "cli/build/summary.hpp"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "cli/build/memory_script.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();

/// Names one state of a file.
std::string state_of(const std::filesystem::path& file) {
    return fmt::format("{} {}", std::filesystem::file_size(file),
                       std::filesystem::last_write_time(file).time_since_epoch().count());
}

std::filesystem::path summary_file(const BuildPlan& plan) { return plan.gen() / "summary.json"; }

std::optional<Firmware> kept(const BuildPlan& plan, const std::string& state) {
    if (!std::filesystem::exists(summary_file(plan))) return std::nullopt;
    try {
        const Json json = Json::read(summary_file(plan));
        if (json.at("state").string() != state) return std::nullopt;
        const Json inner = json.at("firmware");
        Firmware firmware{.name = plan.name,
                          .board = plan.board.name,
                          .elf = plan.elf(),
                          .memory = {},
                          .tasks = {},
                          .build_id = inner.at("build_id").string()};
        for (const Json& use : inner.at("memory").array()) {
            firmware.memory.push_back(
                {.name = use.at("name").string(),
                 .used = static_cast<std::uint64_t>(use.at("used").integer(0, huge)),
                 .size = static_cast<std::uint64_t>(use.at("size").integer(0, huge))});
        }
        for (const Json& task : inner.at("tasks").array()) {
            firmware.tasks.push_back({.function = task.at("function").string(),
                                      .bytes = static_cast<std::uint32_t>(task.at("bytes").integer(
                                          0, std::numeric_limits<std::uint32_t>::max()))});
        }
        return firmware;
    } catch (const Error&) {  // a damaged summary is no summary
        return std::nullopt;
    }
}

/// Adds to the nearest region at or below the address: what does not fit still belongs to it.
void add(std::vector<MemoryUse>& uses, const Board& board, std::uint64_t address,
         std::uint64_t size) {
    std::optional<std::size_t> nearest;
    for (std::size_t i = 0; i < board.memory.size(); ++i) {
        if (board.memory[i].start > address) continue;
        if (!nearest || board.memory[*nearest].start < board.memory[i].start) nearest = i;
    }
    if (nearest) uses[*nearest].used += size;
}

}  // namespace

std::vector<MemoryUse> memory_use(const Board& board, const std::vector<ElfSegment>& segments) {
    std::vector<MemoryUse> uses;
    for (const MemoryRegion& region : board.memory) {
        uses.push_back({.name = region.name, .used = 0, .size = usable_size(board, region)});
    }
    for (const ElfSegment& segment : segments) {
        add(uses, board, segment.address, segment.memory_size);
        // What starts with a value lies in the image, too.
        const bool is_copied = segment.load_address != segment.address;
        if (is_copied) add(uses, board, segment.load_address, segment.file_size);
    }
    return uses;
}

Firmware firmware_of(const BuildPlan& plan) {
    const std::string state = state_of(plan.elf());
    if (auto known = kept(plan, state)) return *std::move(known);
    const ElfFacts facts = read_elf(plan.elf());
    Firmware firmware{.name = plan.name,
                      .board = plan.board.name,
                      .elf = plan.elf(),
                      .memory = memory_use(plan.board, facts.segments),
                      .tasks = read_task_frames(plan.elf()),
                      .build_id = facts.build_id};
    write_file(
        summary_file(plan),
        json_object({{"state", json_string(state)}, {"firmware", firmware_json(firmware)}}) + "\n");
    return firmware;
}

std::string firmware_json(const Firmware& firmware) {
    std::vector<std::string> memory;
    for (const MemoryUse& use : firmware.memory) {
        memory.push_back(json_object({{"name", json_string(use.name)},
                                      {"used", std::to_string(use.used)},
                                      {"size", std::to_string(use.size)}}));
    }
    std::vector<std::string> tasks;
    for (const TaskFrame& task : firmware.tasks) {
        tasks.push_back(json_object(
            {{"function", json_string(task.function)}, {"bytes", std::to_string(task.bytes)}}));
    }
    return json_object({{"name", json_string(firmware.name)},
                        {"board", json_string(firmware.board)},
                        {"elf", json_string(firmware.elf.string())},
                        {"build_id", json_string(firmware.build_id)},
                        {"memory", json_list(memory)},
                        {"tasks", json_list(tasks)}});
}

}  // namespace perth::cli
