#include "cli/board/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string_view>

#include "cli/support/letters.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

/// Returns the definition that a value was written in.
std::string origin(const Json& value) {
    const std::string place = value.place();
    const std::size_t column = place.rfind(':');
    const std::size_t line = column == 0 ? place.npos : place.rfind(':', column - 1);
    return std::filesystem::path(place.substr(0, line)).stem().string();
}

std::string origin(const Json& facts, std::string_view key) {
    const auto value = facts.find(key);
    return value ? origin(*value) : std::string{};
}

std::string one_of(std::size_t index, std::initializer_list<const char*> words) {
    return words.begin()[index];
}

std::string pin_text(const Pin& pin) {
    if (pin.use == Pin::Use::analog)
        return fmt::format("{} on {}, analog input", pin.name, pin.pad);
    if (pin.use == Pin::Use::pwm) return fmt::format("{} on {}, PWM", pin.name, pin.pad);
    if (pin.use == Pin::Use::held) {
        return fmt::format("{} on {}, held {}", pin.name, pin.pad,
                           one_of(static_cast<std::size_t>(pin.active), {"high", "low"}));
    }
    std::string text = fmt::format("{} on {}, {}, active {}", pin.name, pin.pad,
                                   one_of(static_cast<std::size_t>(pin.use), {"output", "input"}),
                                   one_of(static_cast<std::size_t>(pin.active), {"high", "low"}));
    if (pin.pull != Pin::Pull::none) {
        text += one_of(static_cast<std::size_t>(pin.pull), {"", ", pull up", ", pull down"});
    }
    return text;
}

std::string bus_text(const Bus& bus) {
    std::string text = fmt::format("{} is {}", bus.name, bus.unit);
    for (std::size_t i = 0; i < bus.pads.size(); ++i) {
        text += fmt::format(", {} {}", upper_case(bus_pads(bus.kind)[i]), bus.pads[i]);
    }
    return text;
}

std::string region_text(const MemoryRegion& region) {
    std::string text = fmt::format("{} at 0x{:08x}, {}, {}", region.name, region.start,
                                   pretty_size(region.size), region.access);
    if (!region.sectors.empty()) text += fmt::format(", {} sectors", region.sectors.size());
    return text;
}

std::string console_text(const Console& console) {
    std::string text = console.usb ? "USB CDC-ACM" : "";
    if (!console.uart.empty()) {
        text = fmt::format("{} at {} baud, TX {}, RX {}", console.uart, console.baud, console.tx,
                           console.rx);
    }
    if (!console.note.empty()) text += (text.empty() ? "" : ": ") + console.note;
    return text;
}

std::string emulator_text(const Emulator& emulator) {
    switch (emulator.kind) {
        case Emulator::Kind::qemu:
            return fmt::format("QEMU {}, console on serial line {}", emulator.machine,
                               emulator.serial);
        case Emulator::Kind::rp2040:
            return "rp2040js";
        case Emulator::Kind::host:
            return "a process of this computer, virtual time";
    }
    return {};
}

void add_chip(const Board& board, const Json& facts, std::vector<Fact>& page) {
    page.push_back({"chip", board.mcu, {}});
    if (!board.core.empty()) page.push_back({"core", board.core, origin(facts, "core")});
    page.push_back({"port", board.port, origin(facts, "port")});
    if (board.clock_hz != 0) {
        page.push_back(
            {"clock", pretty_frequency(board.clock_hz), origin(facts.at("clocks").at("core_hz"))});
    }
    if (board.crystal_hz != 0) {
        page.push_back(
            {"crystal", pretty_frequency(board.crystal_hz), origin(facts, "crystal_hz")});
    }
    for (const MemoryRegion& region : board.memory) {
        page.push_back({&region == &board.memory.front() ? "memory" : "", region_text(region),
                        origin(facts, "memory")});
    }
    page.push_back({"task memory", pretty_size(board.task_memory), origin(facts, "task_memory")});
}

void add_wiring(const Board& board, const Json& facts, std::vector<Fact>& page) {
    for (const Pin& pin : board.pins) {
        page.push_back({&pin == &board.pins.front() ? "pins" : "", pin_text(pin),
                        origin(facts.at("pins").at(pin.name))});
    }
    for (const Bus& bus : board.buses) {
        page.push_back({&bus == &board.buses.front() ? "buses" : "", bus_text(bus),
                        origin(facts.at("buses").at(bus.name))});
    }
    if (board.console) {
        page.push_back({"console", console_text(*board.console), origin(facts, "console")});
    }
}

void add_tools(const Board& board, const Json& facts, std::vector<Fact>& page) {
    if (!board.flash.empty()) {
        page.push_back(
            {"flash", fmt::format("{}", fmt::join(board.flash, ", ")), origin(facts, "flash")});
    }
    if (!board.drive.empty()) page.push_back({"drive", board.drive, origin(facts, "drive")});
    if (!board.universal_hex.empty()) {
        page.push_back({"universal hex",
                        fmt::format("{:04X}", fmt::join(board.universal_hex, ", ")),
                        origin(facts, "universal_hex")});
    }
    if (!board.probe.empty()) page.push_back({"probe", board.probe, origin(facts, "probe")});
    if (!board.bootloader_entry.empty()) {
        page.push_back({"bootloader", board.bootloader_entry, origin(facts, "bootloader_entry")});
    }
    for (const UsbId& usb : board.usb) {
        page.push_back({"usb", fmt::format("{:04x}:{:04x} {}", usb.vid, usb.pid, usb.mode),
                        origin(facts, "usb")});
    }
    if (board.emulator) {
        page.push_back({"emulator", emulator_text(*board.emulator), origin(facts, "emulator")});
    }
    if (!board.compiler.empty()) {
        page.push_back({"compiler", board.compiler, origin(facts, "compiler")});
    }
    if (!board.marks.empty()) {
        page.push_back(
            {"marks", fmt::format("{}", fmt::join(board.marks, ", ")), origin(facts, "marks")});
    }
}

}  // namespace

std::string pretty_frequency(std::uint32_t hz) {
    if (hz >= 1'000'000) return fmt::format("{:g} MHz", hz / 1e6);
    if (hz >= 1'000) return fmt::format("{:g} kHz", hz / 1e3);
    return fmt::format("{} Hz", hz);
}

std::vector<Fact> describe(const Board& board, const Json& facts) {
    std::vector<Fact> page;
    page.push_back({"title", board.title, origin(facts, "title")});
    add_chip(board, facts, page);
    add_wiring(board, facts, page);
    add_tools(board, facts, page);
    if (!board.notes.empty()) page.push_back({"notes", board.notes, origin(facts, "notes")});
    if (!board.source.empty()) page.push_back({"source", board.source, origin(facts, "source")});
    for (const auto& file : board.files) {
        page.push_back({&file == &board.files.front() ? "files" : "", file.string(), {}});
    }
    return page;
}

}  // namespace perth::cli
