// The list of commands, and the only place that turns an error into an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/context.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

/// How a failure is told, known before the line is understood: a wrong line fails, too.
struct Manner {
    bool json = false;
    ColorMode color = ColorMode::automatic;
};

void enter(std::filesystem::path& project) {
    if (project.empty()) return;
    std::error_code failure;
    std::filesystem::current_path(project, failure);
    if (failure) {
        throw Error({.what = fmt::format("cannot work in {}", project.string()),
                     .why = failure.message(),
                     .exit = failure == std::errc::permission_denied ? Exit::no_permission
                                                                     : Exit::wrong_use});
    }
    project.clear();
}

void perform(const std::vector<std::string>& arguments, Manner& manner) {
    CommandLine line;
    add_new(line);
    add_build(line);
    add_clean(line);
    add_run(line);
    add_debug(line);
    add_test(line);
    add_size(line);
    add_flash(line);
    add_sync(line);
    add_boards(line);
    add_devices(line);
    add_doctor(line);
    add_monitor(line);
    add_repl(line);
    add_tasks(line);
    add_trace(line);
    add_completions(line);
    Parsed parsed = line.parse(arguments);
    manner.color = parsed.options.color;
    if (!parsed.text.empty()) return write_out(parsed.text);
    enter(parsed.options.project);
    Context context(std::move(parsed.options));
    parsed.run(context);
}

std::string as_json(const Error::Parts& parts) {
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"code", std::to_string(static_cast<int>(parts.exit))},
        {"what", json_string(parts.what)},
        {"why", json_string(parts.why)},
        {"hint", json_string(parts.hint)}};
    if (!parts.device.empty()) members.emplace_back("device", json_string(parts.device));
    if (!parts.result.empty()) members.emplace_back("result", parts.result);
    return json_object({{"error", json_object(members)}}) + "\n";
}

/// Returns the text with its labels in colour; what came from outside cannot steer the terminal.
std::string for_people(const Error& error, const Terminal& terminal) {
    std::string text;
    std::istringstream lines(error.text());
    for (std::string line; std::getline(lines, line);) text += printable(line) + "\n";
    const auto paint = [&](std::string_view label, Style style) {
        const auto at = text.find(label);
        if (at != std::string::npos) {
            text.replace(at, label.size(), terminal.styled(style, label, 2));
        }
    };
    paint("\n  hint:", Style::hint);
    paint("error:", Style::error);
    return text;
}

int fail(const Error& error, const Manner& manner) {
    write_err(for_people(error, Terminal(manner.color)));
    try {
        if (manner.json) write_out(as_json(error.parts()));
    } catch (...) {  // stdout is gone, too: the exit code still tells
    }
    return static_cast<int>(error.parts().exit);
}

int fail_by_our_fault(std::string_view what, const Manner& manner) {
    return fail(Error({.what = "perth itself is at fault: this is a bug",
                       .why = std::string(what),
                       .hint = "report what you typed and these lines; thank you"}),
                manner);
}

int run(const std::vector<std::string>& arguments) {
    Manner manner{.json =
                      std::find(arguments.begin(), arguments.end(), "--json") != arguments.end()};
    try {
        perform(arguments, manner);
        return static_cast<int>(Exit::done);
    } catch (const Error& error) {
        return fail(error, manner);
    } catch (const Interrupted&) {
        return static_cast<int>(Exit::interrupted);
    } catch (const OutputClosed&) {
        return static_cast<int>(Exit::done);
    } catch (const std::exception& error) {
        return fail_by_our_fault(error.what(), manner);
    } catch (...) {
        return fail_by_our_fault("an exception without a text", manner);
    }
}

}  // namespace
}  // namespace perth::cli

int main(int argc, char** argv) {
    perth::cli::hold_standard_streams();
    perth::cli::install_signal_handlers();
    return perth::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc});
}
