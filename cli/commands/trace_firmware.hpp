// `perth trace` without --monitor: what a firmware's own trace says.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands/context.hpp"

namespace perth::cli {

struct FirmwareTrace {
    std::filesystem::path program;  // empty: the project's
    std::string device;             // empty: found by the board, else its emulator
};

/// Adds its options to those of `perth trace`; none of them goes with `monitor`.
void add_firmware_options(CLI::App& app, FirmwareTrace& options, CLI::Option* monitor);

/// Looks for `limit`, as --for says, 5s if it is empty, and writes `files`, as -o says.
void trace_firmware(const FirmwareTrace& options, const std::string& limit,
                    const std::vector<std::filesystem::path>& files, Context& context);

}  // namespace perth::cli
