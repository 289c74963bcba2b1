// From resolved JSON to a Board: every fact read by its type and range.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "cli/board/check.hpp"
#include "cli/board/resolve.hpp"
#include "cli/board/values.hpp"
#include "cli/board/wiring.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Returns as many sectors of `sector` bytes as make `size`.
std::vector<std::uint32_t> equal_sectors(std::uint32_t size, std::uint32_t sector, const Json& at) {
    if (size % sector != 0 || size / sector > 4096) {
        at.complain(fmt::format("{} bytes are not up to 4096 sectors of {}", size, sector));
    }
    return std::vector<std::uint32_t>(size / sector, sector);
}

MemoryRegion read_region(const Json& json) {
    json.only_keys({"name", "start", "size", "access", "sectors", "sector_size"});
    MemoryRegion region;
    region.name = word_value(json.at("name"), lower_letters, lower_digits_line,
                             "a region's name such as flash");
    region.start = address_value(json.at("start"));
    region.size = size_value(json.at("size"));
    constexpr std::string_view accesses[] = {"rx", "rw", "rwx"};
    region.access = accesses[json.at("access").one_of({"rx", "rw", "rwx"})];
    if (const auto sectors = json.find("sectors")) {
        if (sectors->array().size() > 4096) sectors->complain("has more than 4096 sectors");
        for (const Json& sector : sectors->array()) region.sectors.push_back(size_value(sector));
    }
    if (const auto size = json.find("sector_size")) {
        if (!region.sectors.empty()) size->complain("the region lists its sectors already");
        region.sectors = equal_sectors(region.size, size_value(*size), *size);
    }
    return region;
}

constexpr unsigned most_pads = 256;  // what a record of their levels can count

PadGroup read_pad_group(const Json& json) {
    json.only_keys({"prefix", "count"});
    const std::string prefix = json.at("prefix").string();
    if (!is_pad_name(prefix + "0")) json.at("prefix").complain("is not the begin of pads' names");
    return {.prefix = prefix,
            .count = static_cast<unsigned>(json.at("count").integer(1, most_pads))};
}

std::vector<PadGroup> read_pads(const Json& json) {
    std::vector<PadGroup> groups;
    unsigned count = 0;
    for (const Json& item : json.array()) {
        groups.push_back(read_pad_group(item));
        count += groups.back().count;
        if (count > most_pads) item.complain(fmt::format("more than {} pads", most_pads));
    }
    return groups;
}

Emulator read_qemu(const Json& json) {
    Emulator emulator{.kind = Emulator::Kind::qemu,
                      .machine = word_value(json.at("qemu"), lower_digits_dash, lower_digits_dash,
                                            "a QEMU machine")};
    const auto pads = json.find("pads");
    if (!pads) return emulator;
    for (const auto& [prefix, path] : pads->object()) {
        constexpr std::string_view others = "abcdefghijklmnopqrstuvwxyz0123456789/[]-._";
        emulator.pads[prefix] = word_value(path, "/", others, "a QOM path of QEMU");
    }
    return emulator;
}

Emulator read_emulator(const Json& json) {
    json.only_keys({"qemu", "pads", "rp2040", "host"});
    if (json.find("qemu") && !json.find("rp2040") && !json.find("host")) return read_qemu(json);
    if (json.object().size() != 1) json.complain("names one of qemu, rp2040 and host");
    const auto& [kind, value] = json.object().front();
    if (kind == "pads") json.complain("names one of qemu, rp2040 and host");
    value.only_keys({});
    return {.kind = kind == "host" ? Emulator::Kind::host : Emulator::Kind::rp2040, .machine = {}};
}

UsbId read_usb(const Json& json) {
    json.only_keys({"vid", "pid", "mode"});
    const auto id = [&json](std::string_view key) {
        return static_cast<std::uint16_t>(
            hex_value(json.at(key), 4, "a USB number such as \"0x0483\""));
    };
    return {.vid = id("vid"), .pid = id("pid"), .mode = text_value(json.at("mode"), 80)};
}

void read_chip(const Json& facts, Board& board) {
    board.port =
        word_value(facts.at("port"), lower_letters, lower_digits_dash, "a folder in runtime/ports");
    constexpr std::string_view cores[] = {"cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4"};
    if (const auto core = facts.find("core")) {
        board.core = cores[core->one_of({"cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4"})];
    }
    if (const auto memory = facts.find("memory")) {
        for (const Json& region : memory->array()) board.memory.push_back(read_region(region));
    }
    if (const auto clocks = facts.find("clocks")) {
        for (const auto& [name, value] : clocks->object()) {
            if (name.empty() || lower_letters.find(name.front()) == lower_letters.npos ||
                name.size() > 40 || name.find_first_not_of(lower_digits_line) != name.npos) {
                value.complain(fmt::format("\"{}\" is not a clock's name such as core_hz", name));
            }
            board.clocks[name] = static_cast<std::uint32_t>(value.integer(0, max_u32));
        }
    }
    if (const auto core_hz = board.clocks.find("core_hz"); core_hz != board.clocks.end()) {
        board.clock_hz = core_hz->second;
    }
    if (const auto pads = facts.find("pads")) board.pads = read_pads(*pads);
    if (const auto uarts = facts.find("uarts")) {
        for (const Json& uart : uarts->array()) {
            board.uarts.push_back(unit_value(uart));
        }
    }
    if (const auto bootloader = facts.find("bootloader"))
        board.bootloader = address_value(*bootloader);
    if (const auto pid = facts.find("stm32_pid")) {
        board.stm32_pid =
            static_cast<std::uint16_t>(hex_value(*pid, 3, "an STM32's PID such as \"0x413\""));
    }
    if (const auto family = facts.find("uf2_family")) {
        board.uf2_family = hex_value(*family, 8, "a UF2 family such as \"0xE48BFF56\"");
    }
    board.openocd = text_or_nothing(facts, "openocd", 80);
    board.pyocd = text_or_nothing(facts, "pyocd", 80);
}

/// The flash chip is the board's: its size, in sectors of the size that the chip's definition
/// names.
void read_flash_size(const Json& facts, Board& board) {
    const auto json = facts.find("flash_size");
    if (!json) return;
    for (MemoryRegion& region : board.memory) {
        if (region.name != "flash") continue;
        region.size = size_value(*json);
        if (region.sectors.empty()) return;
        const std::uint32_t sector = region.sectors.front();
        if (region.sectors.back() != sector) json->complain("the chip's sectors differ in size");
        region.sectors = equal_sectors(region.size, sector, *json);
        return;
    }
    json->complain("the chip has no region flash");
}

void read_tools(const Json& facts, Board& board) {
    if (const auto emulator = facts.find("emulator")) board.emulator = read_emulator(*emulator);
    if (const auto numbers = facts.find("universal_hex")) {
        for (const Json& number : numbers->array()) {
            board.universal_hex.push_back(static_cast<std::uint16_t>(
                hex_value(number, 4, "a board's number such as \"0x9900\"")));
        }
    }
    board.drive = text_or_nothing(facts, "drive", 11);
    board.probe = text_or_nothing(facts, "probe", 80);
    if (const auto flash = facts.find("flash")) {
        for (const Json& method : flash->array()) {
            (void)method.one_of({"dfuse", "dfu", "stm32-uart", "picoboot", "uf2", "esp-uart",
                                 "drive", "gdb", "agent"});
            board.flash.push_back(method.string());
        }
    }
    if (const auto usb = facts.find("usb")) {
        for (const Json& id : usb->array()) board.usb.push_back(read_usb(id));
    }
    if (const auto compiler = facts.find("compiler")) {
        (void)compiler->one_of({"clang", "gcc"});
        board.compiler = compiler->string();
    }
    if (const auto marks = facts.find("marks")) {
        for (const Json& mark : marks->array()) {
            (void)mark.one_of({"runs in emulator", "not yet tried on hardware"});
            board.marks.push_back(mark.string());
        }
    }
}

/// A quarter of RAM, rounded down to 8 bytes, but at least 512.
std::uint32_t default_task_memory(const Board& board) {
    const MemoryRegion* const ram = board.region("ram");
    return std::max<std::uint32_t>(512, ram == nullptr ? 0 : ram->size / 32 * 8);
}

}  // namespace

const MemoryRegion* Board::region(const std::string& region_name) const {
    const auto found =
        std::find_if(memory.begin(), memory.end(),
                     [&region_name](const MemoryRegion& one) { return one.name == region_name; });
    return found == memory.end() ? nullptr : &*found;
}

const UsbId* Board::usb_of(std::string_view mode) const {
    const auto found =
        std::find_if(usb.begin(), usb.end(), [mode](const UsbId& one) { return one.mode == mode; });
    return found == usb.end() ? nullptr : &*found;
}

Board load_board(const std::string& name, const BoardPath& path) {
    if (const auto file = find_board_file(name, path)) return load_board_file(*file, path);
    const auto near = did_you_mean(name, board_names(path));
    std::string places;
    for (const fs::path& folder : path.folders) {
        places += (places.empty() ? "looked in " : "\nlooked in ") + folder.string();
    }
    throw Error({.what = fmt::format("unknown board {}", name),
                 .why = places,
                 .hint = near ? "did you mean " + *near + "?" : "perth boards lists them",
                 .exit = Exit::wrong_use});
}

Board load_board_file(const fs::path& file, const BoardPath& path) {
    if (file.extension() != ".json" || !is_board_name(file.stem().string())) {
        throw Error({.what = fmt::format("{} is not a board's file name", file.string()),
                     .why = "the name without .json is the board's: a-z, 0-9 and -",
                     .exit = Exit::wrong_use});
    }
    const Resolved resolved = resolve(file, path);
    const Json& facts = resolved.facts;
    Board board;
    board.name = file.stem().string();
    board.files = resolved.files;
    board.mcu = resolved.mcu;
    board.title = text_value(facts.at("title"), 80);
    read_chip(facts, board);
    read_flash_size(facts, board);
    read_wiring(facts, board);
    read_tools(facts, board);
    board.memory_reserved = size_or(facts, "memory_reserved", 0);
    board.task_memory = size_or(facts, "task_memory", default_task_memory(board));
    board.bootloader_entry = text_or_nothing(facts, "bootloader_entry", 200);
    board.source = text_or_nothing(facts, "source", 1000);
    board.notes = text_or_nothing(facts, "notes", 1000);
    check_board(board, facts);
    board.emulator = with_serial(board);
    return board;
}

}  // namespace perth::cli
