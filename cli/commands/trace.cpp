// `perth trace`: what a program did and when, as a timeline.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/trace_firmware.hpp"
#include "cli/commands/trace_monitor.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string limit;                          // empty: until Ctrl-C, or 5 s
    std::vector<std::filesystem::path> output;  // empty: none
    FirmwareTrace firmware;
    MonitorTrace monitor;
};

void run(const Options& options, Context& context) {
    if (options.monitor.source.empty()) {
        return trace_firmware(options.firmware, options.limit, options.output, context);
    }
    if (options.output.size() > 1) {
        throw Error({.what = "-o is given more than once",
                     .why = "with --monitor there is one file",
                     .exit = Exit::wrong_use});
    }
    trace_monitor(options.monitor, options.limit,
                  options.output.empty() ? std::filesystem::path{} : options.output.front(),
                  context);
}

}  // namespace

void add_trace(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "trace",
         .summary = "show what a program does and when: tasks, wakes, interrupts, pins",
         .examples = {{{"perth trace --for 2s -o trace.html",
                        "a page to zoom into, of the board that is attached, or of its emulator; "
                        "\"trace\": 4096 in perth.json lets a program note events"},
                       {"perth trace --monitor /dev/ttyUSB0 --period 20ms",
                        "tells of every task that keeps the processor for longer, by the one-byte "
                        "monitor"}}}},
        [options](Context& context) { run(*options, context); });
    app.add_option("--for", options->limit,
                   "stop after this time (500ms, 30s, 2m): by the wall clock, on host the "
                   "firmware's; otherwise after 5s, with --monitor never")
        ->type_name("TIME");
    app.add_option("-o,--output", options->output,
                   "write a file, may be given more than once: .html to zoom into, .svg, or .json "
                   "for Perfetto; with --monitor one .vcd, .svg or .json")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_monitor_options(app, options->monitor);
    add_firmware_options(app, options->firmware, app.get_option("--monitor"));
}

}  // namespace perth::cli
