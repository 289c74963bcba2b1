// Where --verbose goes.
#pragma once

#include <functional>
#include <string_view>

namespace perth::cli {

/// Takes a line that tells a command or a transfer; may be called from several threads. Empty:
/// nobody wants to know.
using Trace = std::function<void(std::string_view line)>;

}  // namespace perth::cli
