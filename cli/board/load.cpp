// From resolved JSON to a Board: every fact read by its type and range.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "cli/board/check.hpp"
#include "cli/board/resolve.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t max_u32 = std::numeric_limits<std::uint32_t>::max();

std::string text(const Json& json, std::size_t longest) {
    const std::string& value = json.string();
    if (value.empty()) json.complain("is empty");
    if (printable(value) != value) json.complain("has a control character");
    if (value.size() > longest) json.complain(fmt::format("is longer than {} bytes", longest));
    return value;
}

std::string text_or_nothing(const Json& json, std::string_view key, std::size_t longest) {
    const auto value = json.find(key);
    return value ? text(*value, longest) : std::string{};
}

/// A name of `first` and then `rest` characters.
std::string word(const Json& json, std::string_view first, std::string_view rest,
                 std::string_view form) {
    const std::string& value = json.string();
    if (value.empty() || value.size() > 40 || first.find(value.front()) == first.npos ||
        value.find_first_not_of(rest) != value.npos) {
        json.complain(fmt::format("\"{}\" is not {}", value, form));
    }
    return value;
}

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view lower_digits_line = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view lower_digits_dash = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view upper_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view upper_digits_dot = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.";

std::string pad(const Json& json) {
    return word(json, upper, upper_digits_dot, "a pad's name such as PA13, P0.17 or GPIO25");
}

std::uint32_t hex(const Json& json, std::size_t most_digits, std::string_view form) {
    const std::string& value = json.string();
    const std::string digits = value.substr(0, 2) == "0x" ? value.substr(2) : std::string{};
    if (digits.empty() || digits.size() > most_digits ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos) {
        json.complain(fmt::format("\"{}\" is not {}", value, form));
    }
    return static_cast<std::uint32_t>(std::stoul(digits, nullptr, 16));
}

std::uint32_t address(const Json& json) {
    return hex(json, 8, "a 32-bit address such as \"0x08000000\"");
}

/// Bytes: an integer, or "N KiB", "N MiB"; 1 … 4 GiB - 1.
std::uint32_t size(const Json& json) {
    if (json.type() != Json::Type::string) {
        return static_cast<std::uint32_t>(json.integer(1, max_u32));
    }
    const std::string& value = json.string();
    const std::size_t space = value.find(' ');
    const std::string digits = value.substr(0, space);
    const std::string unit = space == value.npos ? "" : value.substr(space + 1);
    if (digits.empty() || digits.size() > 7 || digits.front() == '0' ||
        digits.find_first_not_of("0123456789") != digits.npos || (unit != "KiB" && unit != "MiB")) {
        json.complain(
            fmt::format("\"{}\" is not a size such as 512, \"16 KiB\" or \"1 MiB\"", value));
    }
    const std::uint64_t bytes = std::stoull(digits) << (unit == "KiB" ? 10U : 20U);
    if (bytes > max_u32) json.complain(fmt::format("\"{}\" is 4 GiB or more", value));
    return static_cast<std::uint32_t>(bytes);
}

std::uint32_t size_or(const Json& json, std::string_view key, std::uint32_t absent) {
    const auto value = json.find(key);
    return value ? size(*value) : absent;
}

MemoryRegion read_region(const Json& json) {
    json.only_keys({"name", "start", "size", "access", "sectors"});
    MemoryRegion region;
    region.name = word(json.at("name"), lower, lower_digits_line, "a region's name such as flash");
    region.start = address(json.at("start"));
    region.size = size(json.at("size"));
    constexpr std::string_view accesses[] = {"rx", "rw", "rwx"};
    region.access = accesses[json.at("access").one_of({"rx", "rw", "rwx"})];
    if (const auto sectors = json.find("sectors")) {
        if (sectors->array().size() > 4096) sectors->complain("has more than 4096 sectors");
        for (const Json& sector : sectors->array()) region.sectors.push_back(size(sector));
    }
    return region;
}

Pin read_pin(const std::string& name, const Json& json) {
    json.only_keys({"pad", "active", "use", "pull"});
    Pin pin{.name = name, .pad = pad(json.at("pad"))};
    if (const auto active = json.find("active")) {
        pin.active = static_cast<Pin::Active>(active->one_of({"high", "low"}));
    }
    if (const auto use = json.find("use")) {
        pin.use = static_cast<Pin::Use>(use->one_of({"output", "input"}));
    }
    if (const auto pull = json.find("pull")) {
        pin.pull = static_cast<Pin::Pull>(pull->one_of({"none", "up", "down"}));
    }
    return pin;
}

Console read_console(const Json& json) {
    json.only_keys({"uart", "tx", "rx", "baud", "note"});
    Console console;
    if (const auto uart = json.find("uart")) {
        console.uart = word(*uart, upper, upper_digits, "a UART's name such as USART1");
    }
    if (const auto tx = json.find("tx")) console.tx = pad(*tx);
    if (const auto rx = json.find("rx")) console.rx = pad(*rx);
    if (const auto baud = json.find("baud")) {
        console.baud = static_cast<std::uint32_t>(baud->integer(300, 12'000'000));
    }
    console.note = text_or_nothing(json, "note", 1000);
    return console;
}

Emulator read_emulator(const Json& json) {
    json.only_keys({"qemu", "rp2040", "host"});
    if (json.object().size() != 1) json.complain("names one of qemu, rp2040 and host");
    const auto& [kind, value] = json.object().front();
    if (kind == "qemu") {
        return {.kind = Emulator::Kind::qemu,
                .machine = word(value, lower_digits_dash, lower_digits_dash, "a QEMU machine")};
    }
    value.only_keys({});
    return {.kind = kind == "host" ? Emulator::Kind::host : Emulator::Kind::rp2040, .machine = {}};
}

UsbId read_usb(const Json& json) {
    json.only_keys({"vid", "pid", "mode"});
    const auto id = [&json](std::string_view key) {
        return static_cast<std::uint16_t>(hex(json.at(key), 4, "a USB number such as \"0x0483\""));
    };
    return {.vid = id("vid"), .pid = id("pid"), .mode = text(json.at("mode"), 80)};
}

void read_chip(const Json& facts, Board& board) {
    board.port = word(facts.at("port"), lower, lower_digits_dash, "a folder in runtime/ports");
    constexpr std::string_view cores[] = {"cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4"};
    if (const auto core = facts.find("core")) {
        board.core = cores[core->one_of({"cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4"})];
    }
    if (const auto memory = facts.find("memory")) {
        for (const Json& region : memory->array()) board.memory.push_back(read_region(region));
    }
    if (const auto clocks = facts.find("clocks")) {
        for (const auto& [name, value] : clocks->object()) {
            if (name.empty() || lower.find(name.front()) == lower.npos || name.size() > 40 ||
                name.find_first_not_of(lower_digits_line) != name.npos) {
                value.complain(fmt::format("\"{}\" is not a clock's name such as core_hz", name));
            }
            board.clocks[name] = static_cast<std::uint32_t>(value.integer(0, max_u32));
        }
    }
    if (const auto core_hz = board.clocks.find("core_hz"); core_hz != board.clocks.end()) {
        board.clock_hz = core_hz->second;
    }
    if (const auto uarts = facts.find("uarts")) {
        for (const Json& uart : uarts->array()) {
            board.uarts.push_back(word(uart, upper, upper_digits, "a UART's name such as USART1"));
        }
    }
    if (const auto bootloader = facts.find("bootloader")) board.bootloader = address(*bootloader);
    if (const auto pid = facts.find("stm32_pid")) {
        board.stm32_pid =
            static_cast<std::uint16_t>(hex(*pid, 3, "an STM32's PID such as \"0x413\""));
    }
}

void read_wiring(const Json& facts, Board& board) {
    if (const auto crystal = facts.find("crystal_hz")) {
        board.crystal_hz = static_cast<std::uint32_t>(crystal->integer(1000, 1'000'000'000));
    }
    if (const auto console = facts.find("console")) board.console = read_console(*console);
    if (const auto pins = facts.find("pins")) {
        for (const auto& [name, pin] : pins->object()) {
            if (!is_pin_name(name)) {
                pin.complain(fmt::format("\"{}\" is not a pin's name such as LED_RED", name));
            }
            board.pins.push_back(read_pin(name, pin));
        }
    }
    if (const auto emulator = facts.find("emulator")) board.emulator = read_emulator(*emulator);
}

void read_tools(const Json& facts, Board& board) {
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
    board.title = text(facts.at("title"), 80);
    read_chip(facts, board);
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
