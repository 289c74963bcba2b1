// Coroutine frames from debug information, read with elfutils' libdw.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>

#include "cli/build/elf.hpp"
#include "cli/build/elf_file.hpp"
#include "cli/image/short_name.hpp"

namespace perth::cli {
namespace {

constexpr int deepest = 64;  // nesting that a compiler would never reach

/// Returns the function whose frame a structure of that name describes.
std::optional<std::string> coroutine_of(std::string_view structure) {
    for (const std::string_view ending : {".coro_frame_ty", ".Frame"}) {
        if (structure.size() <= ending.size()) continue;
        const std::size_t at = structure.size() - ending.size();
        if (structure.substr(at) == ending) return std::string(structure.substr(0, at));
    }
    return std::nullopt;
}

/// Frames lie at the top or, with GCC, in the function, its class or its namespace.
bool may_hold_frames(int tag) {
    return tag == DW_TAG_namespace || tag == DW_TAG_subprogram || tag == DW_TAG_class_type ||
           tag == DW_TAG_structure_type;
}

void collect(Dwarf_Die parent, int depth, std::map<std::string, std::uint32_t>& frames) {
    Dwarf_Die child;
    if (depth > deepest || dwarf_child(&parent, &child) != 0) return;
    do {
        const int tag = dwarf_tag(&child);
        const char* const name = dwarf_diename(&child);
        if (tag == DW_TAG_structure_type && name != nullptr) {
            const auto function = coroutine_of(name);
            const int size = function ? dwarf_bytesize(&child) : -1;
            if (size > 0) frames[*function] = static_cast<std::uint32_t>(size);
        }
        if (may_hold_frames(tag)) collect(child, depth + 1, frames);
    } while (dwarf_siblingof(&child, &child) == 0);
}

}  // namespace

std::vector<TaskFrame> read_task_frames(const std::filesystem::path& file) {
    const ElfFile elf(file);
    const std::unique_ptr<Dwarf, decltype(&dwarf_end)> dwarf(
        dwarf_begin_elf(elf.get(), DWARF_C_READ, nullptr), &dwarf_end);
    std::map<std::string, std::uint32_t> frames;
    Dwarf_CU* unit = nullptr;
    Dwarf_Die root;
    while (dwarf &&
           dwarf_get_units(dwarf.get(), unit, &unit, nullptr, nullptr, &root, nullptr) == 0) {
        collect(root, 0, frames);
    }

    std::map<std::string, int> uses;
    for (const auto& [function, bytes] : frames) ++uses[short_name(demangled(function))];
    std::vector<TaskFrame> tasks;
    for (const auto& [function, bytes] : frames) {
        const std::string full = demangled(function);
        const std::string name = short_name(full);
        tasks.push_back({.function = uses[name] == 1 ? name : full, .bytes = bytes});
    }
    std::sort(tasks.begin(), tasks.end(), [](const TaskFrame& a, const TaskFrame& b) {
        return std::tie(b.bytes, a.function) < std::tie(a.bytes, b.function);
    });
    return tasks;
}

}  // namespace perth::cli
