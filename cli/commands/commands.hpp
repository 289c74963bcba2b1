// Every command of perth, each a function that adds itself to the command line.
//
// A command is one file: an Options struct, run(), and add_NAME(), which binds the options to
// flags and hands over what is to happen:
//
//     void add_flash(CommandLine& line) {
//         const auto options = std::make_shared<Options>();
//         CLI::App& app = line.add({.name = "flash", .summary = "…", .examples = {…}},
//                                  [options](Context& context) { run(*options, context); });
//         app.add_option("--via", options->via, "…")->type_name("METHOD");
//     }
//
// Nothing runs while the line is parsed. main makes the Context from the global options and calls
// the function of the command that was typed; a command returns, or throws `Error`.
#pragma once

namespace perth::cli {

class CommandLine;

void add_new(CommandLine& line);          ///< `perth new`
void add_build(CommandLine& line);        ///< `perth build`
void add_clean(CommandLine& line);        ///< `perth clean`
void add_run(CommandLine& line);          ///< `perth run`
void add_debug(CommandLine& line);        ///< `perth debug`
void add_test(CommandLine& line);         ///< `perth test`
void add_size(CommandLine& line);         ///< `perth size`
void add_flash(CommandLine& line);        ///< `perth flash`
void add_sync(CommandLine& line);         ///< `perth sync`
void add_boards(CommandLine& line);       ///< `perth boards`
void add_devices(CommandLine& line);      ///< `perth devices`
void add_doctor(CommandLine& line);       ///< `perth doctor`
void add_monitor(CommandLine& line);      ///< `perth monitor`
void add_repl(CommandLine& line);         ///< `perth repl`
void add_tasks(CommandLine& line);        ///< `perth tasks`
void add_trace(CommandLine& line);        ///< `perth trace`
void add_completions(CommandLine& line);  ///< `perth completions`

}  // namespace perth::cli
