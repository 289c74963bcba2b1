#include "cli/build/board_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/build/memory_script.hpp"

namespace perth::cli {
namespace {

/// Returns the pad as an identifier: "P0.17" is "P0_17".
std::string pad_type(std::string pad) {
    std::replace_if(
        pad.begin(), pad.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return "perth::pad::" + pad;
}

std::string constant(std::string_view name, std::uint32_t value, const char* note = "") {
    return fmt::format("inline constexpr std::uint32_t {} = {};{}\n", name, value, note);
}

/// Returns the text as it stands in a string literal.
std::string escaped(std::string_view text) {
    std::string literal;
    for (const char c : text) {
        if (c == '"' || c == '\\') literal += '\\';
        literal += c;
    }
    return literal;
}

std::string facts(const BuildPlan& plan) {
    const Board& board = plan.board;
    std::string text = fmt::format("inline constexpr char name[] = \"{}\";\n", board.name);
    text += fmt::format("inline constexpr char title[] = \"{}\";\n", escaped(board.title));
    text += constant("clock_hz", board.clock_hz, "  // the core's, as the port sets it up");
    text += constant("crystal_hz", board.crystal_hz);
    text += fmt::format("inline constexpr std::uint32_t bootloader = {:#010x};\n",
                        board.bootloader.value_or(0));
    text += constant("task_memory", plan.task_memory, "  // bytes for task frames");
    text += fmt::format("inline constexpr bool reset_on_panic = {};\n",
                        plan.settings.on_panic == OnPanic::reset);
    text += fmt::format("inline constexpr bool agent = {};\n", plan.settings.agent);
    if (const UsbId* const usb = board.usb_of("serial")) {
        text += fmt::format("inline constexpr std::uint16_t usb_vid = {:#06x};\n", usb->vid);
        text += fmt::format("inline constexpr std::uint16_t usb_pid = {:#06x};\n", usb->pid);
    }
    return text;
}

/// Returns "{4, 16384}, {1, 65536}": so many sectors of a size, in order.
std::string sector_runs(const std::vector<std::uint32_t>& sectors) {
    std::string text;
    for (auto first = sectors.begin(); first != sectors.end();) {
        const auto end =
            std::find_if(first, sectors.end(), [&](std::uint32_t size) { return size != *first; });
        text += fmt::format("{}{{{}, {}}}", text.empty() ? "" : ", ", end - first, *first);
        first = end;
    }
    return text;
}

/// Returns what ports need that know a family whose chips or boards differ in it.
std::string memory(const Board& board) {
    const MemoryRegion* const flash = board.region("flash");
    if (flash == nullptr) return {};
    std::string text = fmt::format(
        "\n/// The flash without what is reserved, bytes.\n"
        "struct memory {{\n"
        "    static constexpr std::uint32_t flash_start = {:#010x};\n"
        "    static constexpr std::uint32_t flash_size = {:#x};\n",
        flash->start, usable_size(board, *flash));
    if (!flash->sectors.empty()) {
        text += fmt::format(
            "    struct Sectors {{\n"
            "        std::uint32_t count;\n"
            "        std::uint32_t size;\n"
            "    }};\n"
            "    static constexpr Sectors flash_sectors[] = {{{}}};  // in order of address\n",
            sector_runs(flash->sectors));
    }
    return text + "};\n";
}

std::string clocks(const Board& board) {
    std::string text = "\n/// The port's own figures.\nnamespace clocks {\n";
    for (const auto& [name, value] : board.clocks) text += constant(name, value);
    return text + "}  // namespace clocks\n";
}

/// A struct, so that the port's templates can name it before it is complete.
std::string chip(const Board& board) {
    return fmt::format("\nstruct chip {{\n    static constexpr char name[] = \"{}\";\n",
                       board.mcu) +
           (board.stm32_pid ? fmt::format("    static constexpr std::uint32_t stm32_pid = {:#x};\n",
                                          *board.stm32_pid)
                            : "") +
           "};\n";
}

std::string console(const Board& board) {
    if (!board.console) return {};
    const Console& console = *board.console;
    if (console.usb) return "\nstruct console {\n    static constexpr bool usb = true;\n};\n";
    if (console.uart.empty()) return {};
    return fmt::format(
        "\nstruct console {{\n"
        "    static constexpr bool usb = false;\n"
        "    using uart = perth::uart::{};\n"
        "    using tx = {};\n"
        "    using rx = {};\n"
        "    static constexpr std::uint32_t baud = {};\n"
        "}};\n",
        console.uart, pad_type(console.tx), pad_type(console.rx), console.baud);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string pin(const Pin& pin) {
    constexpr std::array pulls = {"none", "up", "down"};
    const char* const active = pin.active == Pin::Active::high ? "high" : "low";
    const std::string head = fmt::format("using {} = perth::hal::", pin_type_name(pin.name));
    const std::string pad = pad_type(pin.pad);
    switch (pin.use) {
        case Pin::Use::output:
            return fmt::format("{}Output<{}, perth::active::{}>;\n", head, pad, active);
        case Pin::Use::input:
            return fmt::format("{}Input<{}, perth::active::{}, perth::hal::Pull::{}>;\n", head, pad,
                               active, pulls.at(static_cast<std::size_t>(pin.pull)));
        case Pin::Use::analog:
            return fmt::format("{}AnalogInput<perth::adc::On<{}>>;\n", head, pad);
        case Pin::Use::pwm:
            return fmt::format("{}PwmOutput<perth::pwm::On<{}>>;\n", head, pad);
        case Pin::Use::held:
            return fmt::format("inline const perth::hal::Held<{}, perth::active::{}> held_{};\n",
                               pad, active, lower(pin.name));
    }
    return {};
}

/// What the units of each kind are declared by, in the order of Bus::Kind.
struct BusType {
    const char* header;
    const char* name;
    const char* space;
};
constexpr std::array<BusType, 3> bus_types = {
    {{"uart", "Uart", "uart"}, {"i2c", "I2cMaster", "i2c"}, {"spi", "SpiMaster", "spi"}}};

const BusType& type_of(const Bus& bus) { return bus_types.at(static_cast<std::size_t>(bus.kind)); }

std::string bus(const Bus& bus) {
    const BusType& type = type_of(bus);
    std::string pads;
    for (const std::string& each : bus.pads) pads += ",\n        " + pad_type(each);
    return fmt::format(
        "using {} = perth::hal::{}<\n    perth::{}::Wired<\n        perth::{}::{}{}>>;\n",
        pin_type_name(bus.name), type.name, type.space, type.space, bus.unit, pads);
}

/// Returns the headers that declare what the board has.
std::string includes(const Board& board) {
    std::set<std::string> headers = {"pin"};
    for (const Bus& each : board.buses) headers.insert(type_of(each).header);
    for (const Pin& pin : board.pins) {
        if (pin.use == Pin::Use::analog) headers.insert("adc");
        if (pin.use == Pin::Use::pwm) headers.insert("pwm");
    }
    std::string text;
    for (const std::string& header : headers) {
        text += fmt::format("#include <perth/hal/{}.hpp>\n", header);
    }
    return text;
}

/// Returns the LED that shows a panic: the one named so, else the first.
std::string panic_led(const Board& board) {
    const Pin* led = nullptr;
    for (const Pin& pin : board.pins) {
        if (pin.use != Pin::Use::output || pin.name.rfind("LED", 0) != 0) continue;
        if (led == nullptr || pin.name == "LED") led = &pin;
    }
    return led == nullptr ? "void" : pin_type_name(led->name);
}

std::string pins(const Board& board) {
    std::string text = "\n";
    for (const Pin& each : board.pins) text += pin(each);
    for (const Bus& each : board.buses) text += bus(each);
    return text + fmt::format("using panic_led = {};\n", panic_led(board));
}

}  // namespace

std::string board_header(const BuildPlan& plan) {
    return fmt::format(
        "// {}: made from its definition by perth build; changes are overwritten.\n"
        "#pragma once\n\n"
        "#include <cstdint>\n"
        "{}\n"
        "namespace board {{\n\n"
        "{}{}{}{}{}{}\n"
        "}}  // namespace board\n",
        plan.board.title, includes(plan.board), facts(plan), memory(plan.board), clocks(plan.board),
        chip(plan.board), console(plan.board), pins(plan.board));
}

}  // namespace perth::cli
