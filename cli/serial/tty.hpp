// A serial port of this machine, or a pseudo-terminal.
#pragma once

#include <memory>
#include <string>

#include "cli/serial/serial.hpp"

namespace perth::cli::serial {

/// Opens the tty at `path`, as serial::open().
[[nodiscard]] std::unique_ptr<Stream> open_tty(const std::string& path, const Settings& settings);

}  // namespace perth::cli::serial
