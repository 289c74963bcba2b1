// `perth completions`: scripts that let shells complete perth's command line, and what else is made
// from the description of the command line.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/commands/man.hpp"
#include "cli/commands/shells.hpp"
#include "cli/device/device.hpp"
#include "cli/doctor/udev.hpp"
#include "cli/project/template.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string shell;
    std::string values;           // asked by the scripts: print what there is of this kind
    std::filesystem::path share;  // asked by the build: write what is installed under share/
};

/// Shells split and expand what they are given: only names that pass unchanged are offered.
bool is_plain(std::string_view name) {
    constexpr std::string_view others = "._:/@+,=-";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

/// Returns the names that the project gives to devices.
std::vector<std::string> given_names(const Context& context) {
    std::vector<std::string> names;
    const Manifest* const manifest = context.find_manifest();
    if (manifest == nullptr) return names;
    for (const auto& [name, place] : manifest->devices) names.push_back(name);
    return names;
}

std::vector<std::string> values_of(const std::string& kind, const Context& context) {
    if (kind == "boards") return board_names(context.boards());
    if (kind == "templates") return template_names(context.data());
    std::vector<std::string> values;
    for (const AttachedDevice& device :
         attached_devices(*usb::system_host(), serial::ports(), {})) {
        const bool is_port = device.kind == AttachedDevice::Kind::serial;
        if (kind == "devices" && !device.place.empty()) values.push_back(device.place);
        if (is_port) values.push_back(device.node);
    }
    for (std::string& name : given_names(context)) values.push_back(std::move(name));
    return values;
}

/// Says nothing where nothing can be found: the user is in the middle of a line.
void print_values(const std::string& kind, const Context& context) {
    try {
        for (const std::string& value : values_of(kind, context)) {
            if (is_plain(value)) context.say("{}", value);
        }
    } catch (const Error&) {
    }
}

std::string script_for(const std::string& shell, const CommandFacts& tool) {
    if (shell == "bash") return bash_completion(tool);
    if (shell == "zsh") return zsh_completion(tool);
    return fish_completion(tool);
}

void write(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    write_file_if_changed(file, content);
}

std::vector<Board> installed_boards(const Context& context) {
    const BoardPath path{.folders = {context.data() / "board-defs/boards"},
                         .mcu_folders = {context.data() / "board-defs/mcu"}};
    std::vector<Board> boards;
    for (const std::string& name : board_names(path)) boards.push_back(load_board(name, path));
    return boards;
}

void write_share(const std::filesystem::path& share, const CommandFacts& tool,
                 const Context& context) {
    write(share / "bash-completion/completions/perth", bash_completion(tool));
    write(share / "zsh/site-functions/_perth", zsh_completion(tool));
    write(share / "fish/vendor_completions.d/perth.fish", fish_completion(tool));
    for (const ManPage& page : man_pages(tool)) write(share / "man/man1" / page.file, page.text);
    // Which groups there will be where it is used is not known here.
    write(share / "perth/udev/60-perth.rules", udev_rules(installed_boards(context), ""));
}

void run(const Options& options, const CommandFacts& tool, const Context& context) {
    if (!options.values.empty()) return print_values(options.values, context);
    if (!options.share.empty()) return write_share(options.share, tool, context);
    if (options.shell.empty()) {
        throw Error({.what = "no shell given",
                     .hint = "perth completions bash, zsh or fish",
                     .exit = Exit::wrong_use});
    }
    std::string script = script_for(options.shell, tool);
    context.emit(
        json_object({{"shell", json_string(options.shell)}, {"script", json_string(script)}}));
    script.pop_back();  // the last line feed
    if (!context.options().json) context.say("{}", script);
}

}  // namespace

void add_completions(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "completions",
         .summary = "let bash, zsh or fish complete perth's command line",
         .examples = {{{"perth completions bash >~/.local/share/bash-completion/completions/perth",
                        "completes in bash from the next shell on; what is installed does already"},
                       {"perth completions fish >~/.config/fish/completions/perth.fish",
                        "completes in fish"}}}},
        [options, &line](Context& context) { run(*options, line.facts(), context); });
    app.add_option("SHELL", options->shell, "bash, zsh or fish")->type_name("bash|zsh|fish");
    // For the scripts and for the build; told to nobody.
    app.add_option("--values", options->values)
        ->type_name("boards|templates|ports|devices")
        ->group("");
    app.add_option("--share", options->share)->group("");
}

}  // namespace perth::cli
