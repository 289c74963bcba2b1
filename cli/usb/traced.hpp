// A USB whose transfers are told.
#pragma once

#include <memory>

#include "cli/support/trace.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli::usb {

/// Returns `host` so that `trace` hears of every transfer: "1-2 < a1 03 0000 0000: 00 00 00 00 02
/// 00", the direction, bmRequestType, bRequest, wValue, wIndex, the data or what went wrong.
[[nodiscard]] std::unique_ptr<Host> traced(std::unique_ptr<Host> host, Trace trace);

}  // namespace perth::cli::usb
