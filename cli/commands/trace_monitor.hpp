// `perth trace --monitor`: what the one-byte monitor of a firmware says.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands/context.hpp"

namespace perth::cli {

struct MonitorTrace {
    std::string source;  // a port, a file of waveforms, "-"; empty: it is not about the monitor
    std::uint32_t baud = 1'000'000;
    std::string period = "100ms";
    std::string mode = "soon";
    std::vector<unsigned> verbose;
    std::string signal;   // of the file; empty: the only one
    std::string trigger;  // empty: the file shows all
    std::string timer = "100ms";
};

/// Adds its options to those of `perth trace`.
void add_monitor_options(CLI::App& app, MonitorTrace& options);

/// `limit` is what --for says, `output` what -o does; both may be empty.
void trace_monitor(const MonitorTrace& options, const std::string& limit,
                   const std::filesystem::path& output, Context& context);

}  // namespace perth::cli
