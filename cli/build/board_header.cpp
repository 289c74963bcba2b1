#include "cli/build/board_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

std::string facts(const BuildPlan& plan) {
    const Board& board = plan.board;
    std::string text = fmt::format("inline constexpr char name[] = \"{}\";\n", board.name);
    text += constant("clock_hz", board.clock_hz, "  // the core's, as the port sets it up");
    text += constant("crystal_hz", board.crystal_hz);
    text += fmt::format("inline constexpr std::uint32_t bootloader = {:#010x};\n",
                        board.bootloader.value_or(0));
    text += constant("task_memory", plan.task_memory, "  // bytes for task frames");
    text += fmt::format("inline constexpr bool reset_on_panic = {};\n",
                        plan.settings.on_panic == OnPanic::reset);
    text += fmt::format("inline constexpr bool agent = {};\n", plan.settings.agent);
    return text;
}

std::string clocks(const Board& board) {
    std::string text = "\n/// The port's own figures.\nnamespace clocks {\n";
    for (const auto& [name, value] : board.clocks) text += constant(name, value);
    return text + "}  // namespace clocks\n";
}

std::string console(const Board& board) {
    if (!board.console || board.console->uart.empty()) return {};
    const Console& console = *board.console;
    return fmt::format(
        "\nstruct console {{\n"
        "    using uart = perth::uart::{};\n"
        "    using tx = {};\n"
        "    using rx = {};\n"
        "    static constexpr std::uint32_t baud = {};\n"
        "}};\n",
        console.uart, pad_type(console.tx), pad_type(console.rx), console.baud);
}

std::string pin(const Pin& pin) {
    constexpr std::array pulls = {"none", "up", "down"};
    const char* const active = pin.active == Pin::Active::high ? "high" : "low";
    const std::string head = fmt::format("using {} = perth::hal::", pin_type_name(pin.name));
    const std::string pad = fmt::format("{}, perth::active::{}", pad_type(pin.pad), active);
    if (pin.use == Pin::Use::output) return fmt::format("{}Output<{}>;\n", head, pad);
    return fmt::format("{}Input<{}, perth::hal::Pull::{}>;\n", head, pad,
                       pulls.at(static_cast<std::size_t>(pin.pull)));
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
    return text + fmt::format("using panic_led = {};\n", panic_led(board));
}

}  // namespace

std::string board_header(const BuildPlan& plan) {
    return fmt::format(
        "// {}: made from its definition by perth build; changes are overwritten.\n"
        "#pragma once\n\n"
        "#include <cstdint>\n"
        "#include <perth/hal/pin.hpp>\n\n"
        "namespace board {{\n\n"
        "{}{}{}{}\n"
        "}}  // namespace board\n",
        plan.board.title, facts(plan), clocks(plan.board), console(plan.board), pins(plan.board));
}

}  // namespace perth::cli
