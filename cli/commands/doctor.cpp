// `perth doctor`: whether everything that perth needs is there and may be used, and what mends it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/commands/help.hpp"
#include "cli/doctor/check.hpp"
#include "cli/doctor/devices.hpp"
#include "cli/doctor/install.hpp"
#include "cli/doctor/machine.hpp"
#include "cli/doctor/packages.hpp"
#include "cli/doctor/rp2040.hpp"
#include "cli/doctor/tools.hpp"
#include "cli/doctor/udev.hpp"
#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

using State = Check::State;

struct Options {
    bool install = false;
    bool udev = false;
};

/// Returns the command that installs udev rules, with the program's own path: sudo's PATH is short.
std::string udev_command() {
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    const std::string line =
        shell_quoted({failure ? "perth" : program.string(), "doctor", "--udev"});
    return ::geteuid() == 0 ? line : "sudo " + line;
}

std::vector<Check> examine(std::optional<PackageManager> manager, const Context& context) {
    const Machine machine;
    const std::vector<Board> boards = context.all_boards();
    const std::string mend = udev_command();
    std::vector<Check> checks = check_tools(manager);
    const auto add = [&](std::vector<Check> more) {
        std::move(more.begin(), more.end(), std::back_inserter(checks));
    };
    add(check_rp2040(manager, driver_places(context.data())));
    add(check_udev(machine, boards, mend));
    add(check_usb(usb::system_host()->attached(), boards, machine, mend));
    add(check_ports(serial::ports()));
    return checks;
}

std::string label(State state, const Terminal& terminal) {
    const Style style = state == State::ok     ? Style::good
                        : state == State::warn ? Style::hint
                                               : Style::error;
    return terminal.styled(style, fmt::format("{:<4}", word_of(state)), 1);
}

void print(const std::vector<Check>& checks, const Context& context) {
    std::size_t width = 0;
    for (const Check& check : checks) width = std::max(width, check.name.size());
    const std::size_t indent = width + 8;
    const std::size_t columns = context.terminal().columns();
    const std::size_t room = columns > indent + 20 ? columns - indent : columns;
    for (const Check& check : checks) {
        context.say("{}  {:<{}}  {}", label(check.state, context.terminal()), check.name, width,
                    wrapped(check.evidence, indent, room));
        // Not wrapped, so that it can be copied.
        if (!check.remedy.empty()) context.say("{:>{}}{}", "", indent, check.remedy);
    }
}

/// Returns the tools that packages could bring.
std::vector<std::string> missing_tools(const std::vector<Check>& checks) {
    std::vector<std::string> tools;
    for (const Check& check : checks) {
        if (check.state != State::ok && !check.tool.empty()) tools.push_back(check.tool);
    }
    return tools;
}

/// Gets what the RP2040's emulator needs from npm; returns whether there was anything to get.
bool install_package(const Context& context) {
    const auto command = missing_package(driver_places(context.data()));
    if (!command || !find_program("npm")) return false;
    run_in_foreground({*command}, [&](std::string_view line) { context.note("{}", line); });
    return true;
}

void install(std::optional<PackageManager> manager, const Context& context) {
    std::vector<Check> checks = check_tools(manager);
    const auto emulator = check_rp2040(manager, driver_places(context.data()));
    checks.insert(checks.end(), emulator.begin(), emulator.end());
    const auto tools = missing_tools(checks);
    if (tools.empty()) {
        if (!install_package(context)) context.note("nothing to install");
        return;
    }
    if (!manager) {
        throw Error({.what = "no package manager found",
                     .why = "looked for apt-get, dnf, pacman and brew on PATH",
                     .hint = install_line(manager, tools),
                     .exit = Exit::missing_tool});
    }
    run_in_foreground(install_commands(*manager, packages_of(*manager, tools)),
                      [&](std::string_view line) { context.note("{}", line); });
    install_package(context);
}

void install_udev(const Context& context) {
    const Machine machine;
    const auto file = install_rules(machine, udev_rules(context.all_boards(), usb_group(machine)),
                                    udev_command());
    context.note("wrote {}", file.string());
}

void run(const Options& options, const Context& context) {
    const auto manager = find_package_manager();
    if (options.install) install(manager, context);
    if (options.udev) install_udev(context);
    const std::vector<Check> checks = examine(manager, context);
    print(checks, context);
    if (const auto failure = failure_of(checks, manager.has_value())) throw *failure;
    context.emit(json_of(checks));
}

}  // namespace

void add_doctor(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "doctor",
         .summary = "check tools, permissions and attached boards, and say what mends them",
         .examples = {{{"perth doctor", "tells what is missing, and the command for each"},
                       {"perth doctor --install", "installs the packages that are missing"}}}},
        [options](Context& context) { run(*options, context); });
    app.add_flag("--install", options->install,
                 "first install what is missing with apt, dnf, pacman or brew, through sudo unless "
                 "you are root, and rp2040js with npm");
    app.add_flag("--udev", options->udev,
                 "first write /etc/udev/rules.d/60-perth.rules, which lets you open boards");
}

}  // namespace perth::cli
