// `perth repl`: the prompt of a firmware's shell on the terminal, or its commands in a script.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/agent/shell_client.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/commands/console_line.hpp"
#include "cli/commands/monitor.hpp"
#include "cli/console/control.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string device;                 // empty: found by the board
    std::uint32_t baud = 0;             // 0: the manifest's, else the board's
    std::vector<std::string> commands;  // empty: stdin's
    bool raw = false;
};

/// Commands in the order in which they are to be run, read as they are wanted.
class Commands {
public:
    /// Those of stdin if there are none.
    explicit Commands(const std::vector<std::string>& given) : given_(given) {}

    [[nodiscard]] std::optional<std::string> next() {
        const std::size_t index = count_++;
        if (index < given_.size()) return given_[index];
        std::string line;
        if (!given_.empty() || !std::getline(std::cin, line)) return std::nullopt;
        return line;
    }
    /// Returns where the command that came last stands, in words.
    [[nodiscard]] std::string place(const std::string& command) const {
        return given_.empty() ? fmt::format("line {} of stdin: {}", count_, printable(command))
                              : fmt::format("-c: {}", printable(command));
    }

private:
    const std::vector<std::string>& given_;
    std::size_t count_ = 0;
};

/// Leaves the shell at its prompt, however the script ends.
class RawSession {
public:
    explicit RawSession(ShellClient& client) : client_(client) { client_.enter(); }
    ~RawSession() { client_.leave(); }
    RawSession(const RawSession&) = delete;
    RawSession& operator=(const RawSession&) = delete;

private:
    ShellClient& client_;
};

/// What the shell has printed: on stdout as it comes, or kept for --json.
class Printed {
public:
    explicit Printed(const Context& context)
        : kept_(context.options().json), is_terminal_(context.terminal().out_is_tty()) {}

    void take(std::string_view bytes) {
        if (kept_) {
            text_ += bytes;
            return;
        }
        std::string shown;
        is_terminal_ ? filter_.feed(bytes, shown) : void(shown = bytes);
        write_out(shown);
    }
    /// Returns the JSON of a command that has ended.
    [[nodiscard]] std::string end(const std::string& command, const std::string& error) {
        return json_object({{"command", json_string(command)},
                            {"output", json_string(std::exchange(text_, {}))},
                            {"error", error.empty() ? "null" : json_string(error)}});
    }

private:
    bool kept_;
    bool is_terminal_;
    ControlFilter filter_{ControlFilter::Keep::colours};
    std::string text_;
};

std::string document(const std::string& device, const std::vector<std::string>& runs) {
    return json_object({{"device", json_string(device)}, {"commands", json_list(runs)}});
}

/// Runs the commands up to the first that fails.
void run_script(const Options& options, Context& context) {
    context.expect_one_document();
    ConsoleLine line(console_finder(context.find_board(), options.device, context, options.baud),
                     "perth repl", context);
    ShellClient client(line.stream(), line.name());
    const RawSession session(client);
    Commands commands(options.commands);
    Printed printed(context);
    std::vector<std::string> runs;
    while (const auto command = commands.next()) {
        if (command->find_first_not_of(" \t\r") == command->npos) continue;
        const std::string error =
            client.run(*command, [&](std::string_view output) { printed.take(output); });
        runs.push_back(printed.end(*command, error));
        if (error.empty()) continue;
        throw Error({.what = printable(error),
                     .why = commands.place(*command),
                     .hint = {},
                     .exit = Exit::failed,
                     .device = line.name(),
                     .result = document(line.name(), runs)});
    }
    context.emit(document(line.name(), runs));
}

void run(const Options& options, Context& context) {
    const bool talks = options.commands.empty() && (options.raw || ::isatty(STDIN_FILENO) == 1);
    if (!talks) return run_script(options, context);
    converse(context.find_board(), options.device, options.baud, options.raw, context);
}

}  // namespace

void add_repl(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "repl",
         .summary = "talk to the shell of a board's firmware: type, or run commands",
         .examples = {{{"perth repl",
                        "the prompt of perth::Shell; Ctrl-C cancels there, Ctrl-T q quits"},
                       {"perth repl -c 'period = 100' -c 'await counted(50)'",
                        "prints what they print; ends with 1 if one of them fails"}}}},
        [options](Context& context) { run(*options, context); });
    app.add_option("--device", options->device,
                   "the console's port: /dev/ttyACM0, socket://HOST:PORT, rfc2217://HOST:PORT, a "
                   "USB place (1-4.2), or name in perth.json")
        ->type_name("PORT");
    app.add_option("--baud", options->baud, "bits a second; otherwise the board's")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000'000).description(""));
    CLI::Option* const commands =
        app.add_option("-c", options->commands,
                       "run this command and end; may be given more than once; without any, the "
                       "lines of stdin are run if it is no terminal")
            ->type_name("COMMAND")
            ->allow_extra_args(false);
    app.add_flag("--raw", options->raw, "pass every byte as it is both ways, control sequences too")
        ->excludes(commands);
}

}  // namespace perth::cli
