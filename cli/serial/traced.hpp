// A stream whose bytes are told.
#pragma once

#include <memory>

#include "cli/serial/serial.hpp"
#include "cli/support/trace.hpp"

namespace perth::cli::serial {

/// Returns `stream` so that `trace` hears of every byte: "/dev/ttyUSB0 > 7f", "/dev/ttyUSB0 < 79".
[[nodiscard]] std::unique_ptr<Stream> traced(std::unique_ptr<Stream> stream, Trace trace);

}  // namespace perth::cli::serial
