// `perth devices`: what is attached, which boards it may be, and who has it open.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/device/describe.hpp"
#include "cli/device/device.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

struct Options {
    bool watch = false;
    std::string root;  // of /sys and /dev; empty: this machine's
};

/// Looks what is attached to this machine, again and again.
class Machine {
public:
    Machine(const Options& options, const Context& context)
        : sysfs_(options.root + "/sys"),
          dev_(options.root + "/dev"),
          host_(usb::system_host(sysfs_, dev_, options.root + usb::mounts_file)),
          boards_(context.all_boards()) {}

    [[nodiscard]] std::vector<AttachedDevice> devices() const {
        return attached_devices(*host_, serial::ports(sysfs_, dev_), boards_);
    }
    void wait_for_change() const {
        host_->wait_for_change(usb::Host::Clock::now() + std::chrono::hours(1));
    }

private:
    std::string sysfs_;
    std::string dev_;
    std::unique_ptr<usb::Host> host_;
    std::vector<Board> boards_;
};

using Cells = std::array<std::string, 8>;

Cells cells_of(const DeviceRow& row) {
    return {row.what, row.place, row.id, row.serial, row.node, row.boards, row.state, row.title};
}

const Cells heads = {"what", "place", "USB id", "serial number", "node", "boards", "state", "name"};

void print_table(const std::vector<DeviceRow>& rows, const Context& context) {
    std::vector<Cells> lines = {heads};
    for (const DeviceRow& row : rows) lines.push_back(cells_of(row));
    std::size_t widths[heads.size()] = {};
    for (const Cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], text_width(line[i]));
        }
    }
    const Terminal& terminal = context.terminal();
    for (const Cells& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            text += fmt::format("{:<{}}  ", line[i], widths[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        if (terminal.out_is_tty()) text = fit(text, terminal.columns());
        if (&line == &lines.front()) text = terminal.styled(Style::dim, text, 1);
        context.say("{}", text);
    }
}

/// One fact a line, for a terminal too narrow for a table.
void print_stack(const std::vector<DeviceRow>& rows, const Context& context) {
    const std::size_t columns = context.terminal().columns();
    for (const DeviceRow& row : rows) {
        const Cells cells = cells_of(row);
        context.say("{}", fit(row.what + " " + row.node, columns));
        for (std::size_t i = 1; i < cells.size(); ++i) {
            if (cells[i] == "-" || cells[i].empty() || cells[i] == row.node) continue;
            context.say("{}", fit(fmt::format("  {:<14}{}", heads[i], cells[i]), columns));
        }
    }
}

void list(const Machine& machine, const Context& context) {
    std::vector<AttachedDevice> devices = machine.devices();
    find_holders(devices);
    std::vector<DeviceRow> rows;
    std::vector<std::string> documents;
    for (const AttachedDevice& device : devices) {
        rows.push_back(row_of(device));
        documents.push_back(json_of(device));
    }
    context.emit(json_list(documents));
    if (rows.empty()) {
        context.say(
            "no board in its bootloader, no drive for programs and no serial port is attached");
        context.note("perth devices --watch tells when one comes");
    } else if (context.terminal().columns() < 60) {
        print_stack(rows, context);
    } else {
        print_table(rows, context);
    }
}

void tell(const DeviceChange& change, const Context& context) {
    constexpr std::array<char, 3> signs = {'+', '-', '~'};
    const DeviceRow row = row_of(change.device);
    std::string line =
        fmt::format("{} {:<7}  {:<8}  {:<9}  {}  {}", signs[static_cast<std::size_t>(change.kind)],
                    row.what, row.place, row.id, row.node, row.boards);
    if (row.state != "free" && change.kind != DeviceChange::Kind::removed) line += "  " + row.state;
    if (change.kind == DeviceChange::Kind::changed && row.state == "free") line += "  free";
    if (!row.title.empty()) line += "  " + row.title;
    const Terminal& terminal = context.terminal();
    context.say("{}", terminal.out_is_tty() ? fit(line, terminal.columns()) : line);
    context.emit(json_object(
        {{"event", json_string(event_name(change.kind))}, {"device", json_of(change.device)}}));
}

/// Ends at Ctrl-C.
[[noreturn]] void watch(const Machine& machine, const Context& context) {
    context.note("watching; Ctrl-C ends");
    for (std::vector<AttachedDevice> known;;) {
        std::vector<AttachedDevice> now = machine.devices();
        for (const DeviceChange& change : changes(known, now)) tell(change, context);
        known = std::move(now);
        machine.wait_for_change();
    }
}

void run(const Options& options, const Context& context) {
    const Machine machine(options, context);
    if (options.watch) watch(machine, context);
    list(machine, context);
}

}  // namespace

void add_devices(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "devices",
                  .summary = "what is attached: boards in their bootloader, serial ports",
                  .examples = {{{"perth devices",
                                 "lists them: place, identifiers, boards they may be, who has them "
                                 "open"},
                                {"perth devices --watch --json",
                                 "prints one JSON object when something comes or goes"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_flag("--watch", options->watch, "tell what comes and goes until Ctrl-C");
    app.add_option("--root", options->root, "where sys and dev are")->group("");
}

}  // namespace perth::cli
