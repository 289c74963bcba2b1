// `perth trace`: what a program did and when, as a timeline.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/trace_monitor.hpp"

namespace perth::cli {
namespace {

struct Options {
    std::string limit;             // empty: until Ctrl-C
    std::filesystem::path output;  // empty: none
    MonitorTrace monitor;
};

}  // namespace

void add_trace(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "trace",
                  .summary = "show what a program does and when, as it says on a monitor's line",
                  .examples = {{{"perth trace --monitor /dev/ttyUSB0 --period 20ms",
                                 "tells of every task that keeps the processor for longer"},
                                {"perth trace --monitor run.vcd -o idents.json",
                                 "what perth run --vcd run.vcd has recorded, for Perfetto"}}}},
                 [options](Context& context) {
                     trace_monitor(options->monitor, options->limit, options->output, context);
                 });
    app.add_option("--for", options->limit, "stop after this time: 500ms, 30s, 1.5s, 2m")
        ->type_name("TIME");
    app.add_option("-o,--output", options->output,
                   "write a file: .vcd, .svg, or .json for Perfetto")
        ->type_name("FILE");
    add_monitor_options(app, options->monitor);
    app.get_option("--monitor")->required();
}

}  // namespace perth::cli
