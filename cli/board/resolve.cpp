#include "cli/board/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

struct Definition {
    fs::path file;
    bool is_board = true;
};

bool is_there(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

void check_keys(const Json& json, bool is_board) {
    if (is_board) {
        json.only_keys(
            {"$schema",    "title",    "inherits",      "crystal_hz",      "clocks",
             "console",    "pins",     "buses",         "pinout",          "flash",
             "flash_size", "drive",    "universal_hex", "probe",           "bootloader_entry",
             "usb",        "emulator", "compiler",      "memory_reserved", "task_memory",
             "marks",      "source",   "notes"});
    } else {
        json.only_keys({"$schema", "title", "inherits", "port", "core", "memory", "clocks", "pads",
                        "uarts", "bootloader", "stm32_pid", "uf2_family", "openocd", "pyocd",
                        "source", "notes"});
    }
}

/// A board's parent is a board if there is one of that name, else a chip; a chip's is a chip.
std::optional<Definition> find_parent(const std::string& name, const Definition& child,
                                      const BoardPath& path) {
    const std::string file = name + ".json";
    const fs::path beside = child.file.parent_path() / file;
    if (is_there(beside)) return Definition{beside, child.is_board};
    if (child.is_board) {
        if (const auto board = find_board_file(name, path)) return Definition{*board, true};
        if (is_there(child.file.parent_path() / "mcu" / file)) {
            return Definition{child.file.parent_path() / "mcu" / file, false};
        }
    }
    for (const fs::path& folder : path.mcu_folders) {
        if (is_there(folder / file)) return Definition{folder / file, false};
    }
    return std::nullopt;
}

std::vector<std::string> parent_names(const BoardPath& path) {
    std::vector<std::string> names = board_names(path);
    const auto chips = board_names({.folders = path.mcu_folders, .mcu_folders = {}});
    names.insert(names.end(), chips.begin(), chips.end());
    return names;
}

Definition parent_of(const Json& inherits, const Definition& child, const BoardPath& path) {
    const std::string& name = inherits.string();
    if (is_board_name(name)) {
        if (const auto parent = find_parent(name, child, path)) return *parent;
    }
    const auto near = did_you_mean(name, parent_names(path));
    inherits.complain(fmt::format("there is no definition \"{}\"", name),
                      near ? fmt::format("did you mean \"{}\"?", *near) : std::string{});
}

void refuse_cycle(const Json& inherits, const Definition& parent,
                  const std::vector<fs::path>& files) {
    const auto begin = std::find_if(files.begin(), files.end(), [&parent](const fs::path& file) {
        std::error_code ignored;
        return fs::equivalent(file, parent.file, ignored);
    });
    if (begin == files.end()) return;
    std::string circle;
    for (auto file = begin; file != files.end(); ++file) circle += file->stem().string() + " → ";
    inherits.complain(fmt::format("inherits in a circle: {}{}", circle, begin->stem().string()));
}

}  // namespace

std::optional<fs::path> find_board_file(const std::string& name, const BoardPath& path) {
    if (!is_board_name(name)) return std::nullopt;
    for (const fs::path& folder : path.folders) {
        if (is_there(folder / (name + ".json"))) return folder / (name + ".json");
    }
    return std::nullopt;
}

Resolved resolve(const fs::path& file, const BoardPath& path) {
    Definition definition{file, true};
    std::vector<Json> chain;
    std::vector<fs::path> files;
    std::string mcu;
    for (;;) {
        chain.push_back(Json::read(definition.file));
        files.push_back(definition.file);
        check_keys(chain.back(), definition.is_board);
        if (!definition.is_board && mcu.empty()) mcu = definition.file.stem().string();
        if (definition.is_board) (void)chain.back().at("inherits");
        const auto inherits = chain.back().find("inherits");
        if (!inherits) break;
        Definition parent = parent_of(*inherits, definition, path);
        refuse_cycle(*inherits, parent, files);
        definition = std::move(parent);
    }
    // Laid over nothing first, so that a null of the oldest ancestor removes, too.
    Json facts = Json::parse("{}", files.back().string());
    for (auto json = chain.rbegin(); json != chain.rend(); ++json)
        facts = Json::merge(facts, *json);
    return {std::move(facts), std::move(files), std::move(mcu)};
}

}  // namespace perth::cli
